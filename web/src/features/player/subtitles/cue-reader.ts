import { api } from '@/api/client'
import type { components } from '@/api/schema'
import { type Cue, cuesAt, findAlike, type SubtitleTrack } from './cues'

type Schemas = components['schemas']

/** As the server cuts them. */
const PIECE_S = 60
/** The next piece is asked for so long before it begins; a film on a slow disk takes some seconds. */
const AHEAD_S = 25
/** A cue of the piece before may stand so long into this one. */
const LATE_S = 15
const ASKS_AGAIN_MS = 3_000
/** An hour; pictures of a Blu-ray take some megabytes for that. */
const MOST_PIECES = 60

export interface CueApi {
  tracks(file_id: string): Promise<SubtitleTrack[]>
  /** Lines of every text track in the file, by its id. */
  lines(file_id: string, piece_number: number): Promise<Schemas['TrackLines'][]>
  beside(file_id: string, sidecar_id: string): Promise<Schemas['TrackLines'][]>
  pictures(file_id: string, track: number, piece_number: number): Promise<Schemas['ShownPicture'][]>
}

export const cueApi: CueApi = {
  async tracks(file_id) {
    const { data } = await api.GET('/api/subtitles/{file_id}', { params: { path: { file_id } } })
    return (data as Schemas['FileSubtitles']).tracks
  },
  async lines(file_id, piece_number) {
    const path = { file_id, piece_number }
    const { data } = await api.GET('/api/subtitles/{file_id}/pieces/{piece_number}', { params: { path } })
    return (data as Schemas['LinesAnswer']).tracks
  },
  async beside(file_id, sidecar_id) {
    const path = { file_id, sidecar_id }
    const { data } = await api.GET('/api/subtitles/{file_id}/beside/{sidecar_id}', { params: { path } })
    return (data as Schemas['LinesAnswer']).tracks
  },
  async pictures(file_id, track, piece_number) {
    const { data } = await api.GET('/api/subtitles/{file_id}/pictures/{track}/{piece_number}', {
      params: { path: { file_id, track, piece_number } },
    })
    return (data as Schemas['PicturesAnswer']).pictures
  },
}

interface Found {
  track_id: string
  lines: readonly Cue[]
}

const NONE: readonly Cue[] = []

/** Knows the cues around the second that plays, and fetches those that come next. */
export class CueReader {
  private readonly source: CueApi
  /** Cues by track of what was fetched, the oldest first; null while it is on its way. */
  private readonly pieces = new Map<string, Map<string, readonly Cue[]> | null>()
  private readonly tracks = new Map<string, SubtitleTrack[] | null>()
  private readonly timers = new Set<ReturnType<typeof setTimeout>>()
  private isClosed = false

  constructor(source: CueApi = cueApi) {
    this.source = source
  }

  /** What is shown at a second of a file, as far as it is known. `own_file_id`: the file that the track is of. */
  find(file_id: string, own_file_id: string, track: SubtitleTrack, at_s: number): Cue[] {
    const own = file_id === own_file_id ? track : this.findIn(file_id, track)
    if (!own) return []
    if (own.is_external) {
      return cuesAt(
        this.read(`${file_id}/${own.id}`, own.id, () => this.source.beside(file_id, own.id)),
        at_s,
      )
    }
    const number = Math.max(0, Math.floor(at_s / PIECE_S))
    const within_s = at_s - number * PIECE_S
    const shown = cuesAt(this.readPiece(file_id, own, number), at_s)
    const before =
      number > 0 && within_s < LATE_S ? cuesAt(this.readPiece(file_id, own, number - 1), at_s) : []
    if (within_s > PIECE_S - AHEAD_S) this.readPiece(file_id, own, number + 1)
    return [...before, ...shown]
  }

  close(): void {
    this.isClosed = true
    for (const timer of this.timers) clearTimeout(timer)
  }

  private readPiece(file_id: string, track: SubtitleTrack, number: number): readonly Cue[] {
    if (track.kind === 'text')
      return this.read(`${file_id}//${number}`, track.id, () => this.source.lines(file_id, number))
    return this.read(`${file_id}/${track.id}/${number}`, track.id, async () => [
      { track_id: track.id, lines: await this.source.pictures(file_id, Number(track.id), number) },
    ])
  }

  /** The track of another part of the film that says the same. */
  private findIn(file_id: string, track: SubtitleTrack): SubtitleTrack | null {
    const known = this.tracks.get(file_id)
    if (known) return findAlike(known, track)
    if (known === undefined) {
      this.tracks.set(file_id, null)
      void this.source
        .tracks(file_id)
        .then((tracks) => this.tracks.set(file_id, tracks))
        .catch(() => this.later(() => this.tracks.delete(file_id)))
    }
    return null
  }

  private read(key: string, track_id: string, ask: () => Promise<Found[]>): readonly Cue[] {
    const known = this.pieces.get(key)
    if (known !== undefined) return known?.get(track_id) ?? NONE
    this.pieces.set(key, null)
    void this.fetch(key, ask)
    return NONE
  }

  private async fetch(key: string, ask: () => Promise<Found[]>): Promise<void> {
    try {
      const found = await ask()
      this.pieces.set(key, new Map(found.map(({ track_id, lines }) => [track_id, lines])))
      const oldest = this.pieces.keys().next()
      if (this.pieces.size > MOST_PIECES && !oldest.done) this.pieces.delete(oldest.value)
    } catch {
      // Kino is away, or the disk: the film says so itself, and the lines come when they can.
      this.later(() => this.pieces.delete(key))
    }
  }

  private later(run: () => void): void {
    if (this.isClosed) return
    const timer = setTimeout(() => {
      this.timers.delete(timer)
      run()
    }, ASKS_AGAIN_MS)
    this.timers.add(timer)
  }
}
