import type { PlaybackPlan } from './playback-api'

/** Why nothing plays. `error` is what the server said or that it did not answer. */
export type Problem =
  | { kind: 'unplayable' }
  | { kind: 'no_video' | 'no_audio' | 'media_error' | 'stalled' }
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
  rate: 1,
  volume: 1,
  isMuted: false,
}
