import { ApiError, isWorthRetrying } from '@/api/errors'

const FIRST_PAUSE_MS = 1000
const LONGEST_PAUSE_MS = 10_000
/** This much further, and the last failure is history. */
const PROGRESS_S = 2
/** A file that is replaced is away between the old one and the new; after this long it is gone. */
const REPLACED_WITHIN_MS = 12_000
/** So often it is tried at the same second before the viewer is told. */
const MOST_TRIES = 2

/** Tries again while Kino is away, and knows when trying again leads nowhere. */
export class Reconnection {
  private readonly onChange: (isReconnecting: boolean) => void
  private wake: () => void = () => {}
  private failedAt_s: number | null = null
  private tries = 0

  constructor(onChange: (isReconnecting: boolean) => void) {
    this.onChange = onChange
  }

  /**
   * Runs `attempt` until it answers; null when it is not wanted any more. Raises what will not pass by waiting.
   * Only when Kino itself is away is the viewer told; a file that is just being replaced is waited for in silence.
   */
  async persist<T>(attempt: () => Promise<T>, isWanted: () => boolean): Promise<T | null> {
    const began_ms = Date.now()
    /* oxlint-disable no-await-in-loop -- one attempt after the other is the point */
    for (let pause_ms = FIRST_PAUSE_MS; isWanted(); pause_ms = Math.min(pause_ms * 2, LONGEST_PAUSE_MS)) {
      try {
        const answer = await attempt()
        this.onChange(false)
        return answer
      } catch (error) {
        const isReplaced = error instanceof ApiError && error.code === 'FileGone'
        const isLate = Date.now() - began_ms > REPLACED_WITHIN_MS
        if (isReplaced ? isLate : !isWorthRetrying(error)) throw error
        if (!isWanted()) break
        if (!isReplaced) this.onChange(true)
        await this.wait(isReplaced ? FIRST_PAUSE_MS : pause_ms)
      }
    }
    /* oxlint-enable no-await-in-loop */
    return null
  }

  /** Called at each failure: whether this second has failed too often already. */
  isFutile(position_s: number): boolean {
    const isSamePlace = this.failedAt_s !== null && Math.abs(position_s - this.failedAt_s) < PROGRESS_S
    this.tries = isSamePlace ? this.tries + 1 : 1
    this.failedAt_s = position_s
    return this.tries > MOST_TRIES
  }

  noteProgress(position_s: number): void {
    if (this.failedAt_s !== null && position_s - this.failedAt_s > PROGRESS_S) this.failedAt_s = null
  }

  reset(): void {
    this.failedAt_s = null
    this.tries = 0
    this.wake()
    this.onChange(false)
  }

  private wait(pause_ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        removeEventListener('online', done)
        resolve()
      }
      const timer = setTimeout(done, pause_ms)
      // The device has its network back: no reason to wait for the rest of the pause.
      addEventListener('online', done)
      this.wake = done
    })
  }
}
