import { api } from '@/api/client'
import type { Tiles } from './tiles'

/** As long as the film is being drawn. */
const ASKS_AGAIN_MS = 2_000
/** Longer than any film takes; then something else is wrong, and the card shows the time alone. */
const MOST_QUESTIONS = 600

export interface TileApi {
  /** The film is on screen: what there is, and the rest is made, the sheet of that second first. */
  ask(file_id: string, at_s: number): Promise<Tiles>
  read(file_id: string): Promise<Tiles>
}

export const tileApi: TileApi = {
  async ask(file_id, at_s) {
    const { data } = await api.POST('/api/trickplay/{file_id}', {
      params: { path: { file_id } },
      body: { at_s },
    })
    return data as Tiles
  },
  async read(file_id) {
    const { data } = await api.GET('/api/trickplay/{file_id}', { params: { path: { file_id } } })
    return data as Tiles
  },
}

/** Knows the tiles of the files that are played, and looks again while some are being made. */
export class TileReader {
  private readonly onNews: () => void
  private readonly source: TileApi
  private readonly known = new Map<string, Tiles>()
  private readonly asked = new Set<string>()
  private readonly timers = new Set<ReturnType<typeof setTimeout>>()
  private isClosed = false

  /** `onNews`: more tiles are there than a moment ago. */
  constructor(onNews: () => void, source: TileApi = tileApi) {
    this.onNews = onNews
    this.source = source
  }

  /** The tiles of a file as far as they are known; the first question has them made. */
  find(file_id: string, at_s: number): Tiles | null {
    if (!this.asked.has(file_id)) {
      this.asked.add(file_id)
      void this.look(file_id, () => this.source.ask(file_id, at_s), 0)
    }
    return this.known.get(file_id) ?? null
  }

  close(): void {
    this.isClosed = true
    for (const timer of this.timers) clearTimeout(timer)
  }

  private async look(file_id: string, question: () => Promise<Tiles>, count: number): Promise<void> {
    let tiles: Tiles | null = null
    try {
      tiles = await question()
    } catch {
      // Kino is away, or the file left its library: the card shows the time. The film itself says what is wrong.
    }
    if (this.isClosed) return
    if (tiles) {
      this.known.set(file_id, tiles)
      this.onNews()
    }
    if ((tiles && tiles.state !== 'making') || count >= MOST_QUESTIONS) return
    const timer = setTimeout(() => {
      this.timers.delete(timer)
      void this.look(file_id, () => this.source.read(file_id), count + 1)
    }, ASKS_AGAIN_MS)
    this.timers.add(timer)
  }
}
