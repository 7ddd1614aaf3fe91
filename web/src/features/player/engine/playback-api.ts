import { api } from '@/api/client'
import { ApiError } from '@/api/errors'
import { queryClient } from '@/api/query-client'
import type { components } from '@/api/schema'
import { askWhoWatches, isSomeoneElse } from '@/api/session'

type Schemas = components['schemas']
export type PlaybackPlan = Schemas['PlaybackPlan']
/** direct: the files themselves. hls: segments of them, cut or converted by the server. */
export type PlaybackMethod = Exclude<PlaybackPlan['method'], 'none'>
export type MediaPart = Schemas['MediaPart']
export type PlanReason = Schemas['PlanReason']
export type PlayedVersion = Schemas['PlayedVersion']
export type EpisodeCard = Schemas['EpisodeCard']
export type PlaybackReport = Schemas['PlaybackReport']
export type PickedTrack = Schemas['PickedTrack']
export type PlaybackFailure = Schemas['PlaybackFailure']
/** What is left out has its default in the server. */
export type PlaybackWish = Partial<Schemas['PlaybackWish']> & Pick<Schemas['PlaybackWish'], 'capabilities'>

/** What the engine asks the server; a test gives its own. */
export interface PlaybackApi {
  start(item_id: string, wish: PlaybackWish): Promise<PlaybackPlan>
  /** `isLast`: the page may be gone before the answer comes. */
  report(playback_id: string, report: PlaybackReport, isLast: boolean): Promise<void>
  fail(playback_id: string, failure: PlaybackFailure): Promise<void>
  end(playback_id: string): Promise<void>
  /** The viewer took this by hand: the title's other plans begin with what is like it. */
  keepAudio(playback_id: string, track: PickedTrack): Promise<void>
  keepSubtitles(playback_id: string, track: PickedTrack | null): Promise<void>
  /** The film or episode behind a title's address: of a series the one that is next. */
  findItem(title_id: string): Promise<string | null>
}

export const playbackApi: PlaybackApi = {
  async start(item_id, wish) {
    const body = wish as Schemas['PlaybackWish']
    const { data } = await api.POST('/api/playback/{item_id}', { params: { path: { item_id } }, body })
    return data as PlaybackPlan
  },
  async report(playback_id, body, isLast) {
    try {
      await api.POST('/api/playback/{playback_id}/progress', {
        params: { path: { playback_id } },
        body,
        // sendBeacon without its limits: the request outlives the page, and carries our content type.
        keepalive: isLast,
      })
    } catch (error) {
      // Someone else was chosen in another tab: a new plan would write this film into their history. The page is on
      // its way to begin anew as theirs, so that no answer is needed.
      const isOver = !isLast && error instanceof ApiError && error.status === 410
      if (isOver && isSomeoneElse(await askWhoWatches(queryClient))) return new Promise(() => {})
      throw error
    }
  },
  async fail(playback_id, body) {
    await api.POST('/api/playback/{playback_id}/failed', { params: { path: { playback_id } }, body })
  },
  async end(playback_id) {
    await api.DELETE('/api/playback/{playback_id}', { params: { path: { playback_id } }, keepalive: true })
  },
  async keepAudio(playback_id, body) {
    await api.PUT('/api/playback/{playback_id}/audio', { params: { path: { playback_id } }, body })
  },
  async keepSubtitles(playback_id, track) {
    const params = { path: { playback_id } }
    await api.PUT('/api/playback/{playback_id}/subtitles', { params, body: { track } })
  },
  async findItem(title_id) {
    try {
      const { data } = await api.GET('/api/titles/{title_id}', { params: { path: { title_id } } })
      return data?.play?.item_id ?? null
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return null
      throw error
    }
  },
}
