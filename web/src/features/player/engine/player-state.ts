import type { PlaybackPlan } from './playback-api'

/** Why nothing plays. `error` is what the server said or that it did not answer. */
export type Problem =
  | { kind: 'unplayable' }
  | { kind: 'no_video' | 'no_audio' | 'stalled' }
  /** `said`: the sentence that the server refused a stretch of the film with. */
  | { kind: 'media_error'; said?: string | null }
  | { kind: 'stopped' }
  | { kind: 'refused'; error: unknown }

export interface PlayerState {
  item_id: string | null
  phase: 'loading' | 'ready' | 'problem'
  plan: PlaybackPlan | null
  problem: Problem | null
  /** What the viewer wants; the picture may still be on its way. */
  isPaused: boolean
  /** It should play, and no frames come. */
  isWaiting: boolean
  /** Kino cannot be reached; it goes on by itself. */
  isReconnecting: boolean
  /** The browser wants a tap before it makes any sound. */
  needsGesture: boolean
  hasEnded: boolean
  /** At most four times a second; what moves smoothly reads `engine.position_s` in a frame. */
  position_s: number
  duration_s: number | null
  /** The sound track that plays or is about to, by its number in the file. */
  audio_index: number | null
  /** The subtitles that are shown, of those of the plan; null for none. */
  subtitle_id: string | null
  /** How much later than the film says they are shown; below 0 for earlier. */
  subtitle_delay_s: number
  /** The best quality that the viewer wants, in lines; null for the film's own. */
  max_height_px: number | null
  rate: number
  volume: number
  isMuted: boolean
}

export const INITIAL_STATE: PlayerState = {
  item_id: null,
  phase: 'loading',
  plan: null,
  problem: null,
  isPaused: false,
  isWaiting: false,
  isReconnecting: false,
  needsGesture: false,
  hasEnded: false,
  position_s: 0,
  duration_s: null,
  audio_index: null,
  subtitle_id: null,
  subtitle_delay_s: 0,
  max_height_px: null,
  rate: 1,
  volume: 1,
  isMuted: false,
}
