import { isWorthRetrying } from '@/api/errors'

const FIRST_PAUSE_MS = 1000
const LONGEST_PAUSE_MS = 10_000
/** This much further, and the last failure is history. */
const PROGRESS_S = 2
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

  /** Runs `attempt` until it answers; null when it is not wanted any more. Raises what will not pass by waiting. */
  async persist<T>(attempt: () => Promise<T>, isWanted: () => boolean): Promise<T | null> {
    /* oxlint-disable no-await-in-loop -- one attempt after the other is the point */
    for (let pause_ms = FIRST_PAUSE_MS; isWanted(); pause_ms = Math.min(pause_ms * 2, LONGEST_PAUSE_MS)) {
      try {
        const answer = await attempt()
        this.onChange(false)
        return answer
      } catch (error) {
        if (!isWorthRetrying(error)) throw error
        if (!isWanted()) break
        this.onChange(true)
        await this.wait(pause_ms)
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
