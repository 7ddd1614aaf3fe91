import { api } from '@/api/client'
import { ApiError } from '@/api/errors'
import type { components } from '@/api/schema'

type Schemas = components['schemas']
export type PlaybackPlan = Schemas['PlaybackPlan']
export type MediaPart = Schemas['MediaPart']
export type PlanReason = Schemas['PlanReason']
export type PlayedVersion = Schemas['PlayedVersion']
export type EpisodeCard = Schemas['EpisodeCard']
export type PlaybackReport = Schemas['PlaybackReport']
export type PlaybackFailure = Schemas['PlaybackFailure']
export type PlaybackWish = Schemas['PlaybackWish']

/** What the engine asks the server; a test gives its own. */
export interface PlaybackApi {
  start(item_id: string, wish: PlaybackWish): Promise<PlaybackPlan>
  /** `isLast`: the page may be gone before the answer comes. */
  report(playback_id: string, report: PlaybackReport, isLast: boolean): Promise<void>
  fail(playback_id: string, failure: PlaybackFailure): Promise<void>
  end(playback_id: string): Promise<void>
  /** The film or episode behind a title's address: of a series the one that is next. */
  findItem(title_id: string): Promise<string | null>
}

export const playbackApi: PlaybackApi = {
  async start(item_id, body) {
    const { data } = await api.POST('/api/playback/{item_id}', { params: { path: { item_id } }, body })
    return data as PlaybackPlan
  },
  async report(playback_id, body, isLast) {
    await api.POST('/api/playback/{playback_id}/progress', {
      params: { path: { playback_id } },
      body,
      // sendBeacon without its limits: the request outlives the page, and carries our content type.
      keepalive: isLast,
    })
  },
  async fail(playback_id, body) {
    await api.POST('/api/playback/{playback_id}/failed', { params: { path: { playback_id } }, body })
  },
  async end(playback_id) {
    await api.DELETE('/api/playback/{playback_id}', { params: { path: { playback_id } }, keepalive: true })
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
