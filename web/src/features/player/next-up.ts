import type { PlaybackPlan } from './engine/playback-api'

/** Long enough to reach for "Watch credits", short enough not to be waited for. */
const COUNTDOWN_S = 10
const LAST_S = 20
/** Of short films the last twenty seconds are still film. */
const LAST_SHARE = 0.1

/** From when on the next episode is offered; null without one. */
export function nextUpStart(
  plan: Pick<PlaybackPlan, 'next' | 'credits_start_s'>,
  duration_s: number | null,
): number | null {
  if (!plan.next || !duration_s) return null
  const credits_s = plan.credits_start_s
  if (credits_s && credits_s < duration_s - 1) return credits_s
  return duration_s - Math.min(LAST_S, duration_s * LAST_SHARE)
}

/**
 * When the next episode begins by itself. Credits are cut short; where nobody knows of credits, the film is seen to its
 * end. `shown_s`: where the viewer was when the offer appeared, for those who jumped into the credits.
 */
export function nextUpEnd(
  plan: Pick<PlaybackPlan, 'credits_start_s'>,
  duration_s: number,
  shown_s: number,
): number {
  const knowsCredits = Boolean(plan.credits_start_s && plan.credits_start_s < duration_s - 1)
  return knowsCredits ? Math.min(shown_s + COUNTDOWN_S, duration_s) : duration_s
}
