import { afterEach, vi } from 'vitest'
import { CapabilityProbe } from './capabilities'
import type { PickedTrack, PlaybackApi, PlaybackPlan, PlaybackReport, PlaybackWish } from './playback-api'
import { PlayerEngine } from './player-engine'

/** A busy machine needs long; what is waited for comes at last. */
export const patience = { timeout: 60_000 }
// A test waits for several things one after the other.
vi.setConfig({ testTimeout: 240_000 })

/** A plan that plays these addresses one after the other, each `part_s` long. */
export function makePlan(
  item_id: string,
  urls: string[],
  change: Partial<PlaybackPlan> = {},
  part_s = 8,
): PlaybackPlan {
  return {
    playback_id: `${item_id}-${Math.random()}`,
    item_id,
    file_id: 'file',
    method: 'direct',
    is_playable: true,
    questions: [],
    parts: urls.map((url, index) => ({
      url,
      file_id: `file-${index}`,
      media_type: 'video/mp4',
      start_s: index * part_s,
      duration_s: part_s,
      size_bytes: 1,
    })),
    position_s: 0,
    duration_s: urls.length * part_s,
    audio_index: 1,
    audio_tracks: [],
    title: { id: 'title' },
    subtitle_id: null,
    subtitle_tracks: [],
    has_audio: true,
    has_video: true,
    report_interval_s: 1,
    ...change,
  } as PlaybackPlan
}

const engines: PlayerEngine[] = []
afterEach(() => {
  for (const engine of engines) engine.detach()
  engines.length = 0
  document.body.replaceChildren()
})

/** A player on a page of its own, and what its server saw of it. */
export function open(answer: (wish: PlaybackWish, count: number) => PlaybackPlan, item_id = 'film') {
  const wishes: PlaybackWish[] = []
  const reports: PlaybackReport[] = []
  const failures: string[] = []
  const kept: [string, PickedTrack | null][] = []
  const refusal: { error: Error | null } = { error: null }
  const api: PlaybackApi = {
    start: async (_, wish) => {
      wishes.push(wish)
      return answer(wish, wishes.length)
    },
    report: async (_, report) => {
      reports.push(report)
      if (refusal.error) throw refusal.error
    },
    fail: async (_, { code }) => void failures.push(code),
    end: async () => {},
    keepAudio: async (_, track) => void kept.push(['audio', track]),
    keepSubtitles: async (_, track) => void kept.push(['subtitles', track]),
    findItem: async (title_id) => (title_id === 'series' ? 'episode' : null),
  }
  const video = document.createElement('video')
  document.body.append(video)
  const engine = new PlayerEngine(api, new CapabilityProbe(async () => true))
  engines.push(engine)
  engine.attach(video)
  void engine.load({ item_id })
  return { engine, video, wishes, reports, failures, kept, refusal }
}

export const state = (engine: PlayerEngine) => engine.store.get()

/** Each moment of the film as the engine tells of it, so that none is missed by a look that comes late. */
export function follow({ engine, video }: { engine: PlayerEngine; video: HTMLVideoElement }) {
  const moments: {
    at_s: number
    src: string
    isPaused: boolean
    hasEnded: boolean
    isStandIn: boolean | undefined
  }[] = []
  engine.store.subscribe(() => {
    const { position_s: at_s, hasEnded, plan } = state(engine)
    const isStandIn = plan?.has_stand_in
    moments.push({ at_s, src: video.src, isPaused: video.paused, hasEnded, isStandIn })
  })
  return moments
}

/** The second of the film of each picture that could be seen. */
export function watchPictures(video: HTMLVideoElement): number[] {
  const shown_s: number[] = []
  const onFrame = (_: number, { mediaTime }: { mediaTime: number }) => {
    if (!('opening' in video.dataset)) shown_s.push(mediaTime)
    video.requestVideoFrameCallback(onFrame)
  }
  video.requestVideoFrameCallback(onFrame)
  return shown_s
}
