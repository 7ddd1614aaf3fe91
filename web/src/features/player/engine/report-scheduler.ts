import type { PlaybackReport } from './playback-api'

type ReportEvent = NonNullable<PlaybackReport['event']>

/** Where the player stands, at the moment of asking. */
export interface Standing {
  position_s: number
  duration_s: number | null
  state: PlaybackReport['state']
}

/** Steps between two looks at the clock that are longer than this were not watched. */
const LONGEST_STEP_S = 5
/** A drag over the timeline is one seek. */
const SEEK_SETTLES_MS = 800

/**
 * Decides when the server hears where the player stands: every interval while it plays, and at once for what matters.
 * One report is under way at a time, so that an older one never overtakes a newer; what was watched is never lost.
 */
export class ReportScheduler {
  private readonly stand: () => Standing
  private readonly send: (report: PlaybackReport, isLast: boolean) => Promise<void>
  private interval: ReturnType<typeof setInterval> | undefined
  private settling: ReturnType<typeof setTimeout> | undefined
  private seen_s: number | null = null
  private watched_s = 0
  /** Counts stops: seconds of a report that fails behind one belong to nobody any more. */
  private turn = 0
  private isSending = false
  private waiting: ReportEvent | null = null

  constructor(stand: () => Standing, send: (report: PlaybackReport, isLast: boolean) => Promise<void>) {
    this.stand = stand
    this.send = send
  }

  /** A playback begins, or goes on under a new name: what was watched and not yet told is told there. */
  start(interval_s: number): void {
    clearInterval(this.interval)
    this.seen_s = this.stand().position_s
    this.interval = setInterval(() => {
      // A paused player keeps silent: another one may be playing the same film and is to be believed.
      if (this.stand().state === 'playing') this.report('interval')
    }, interval_s * 1000)
  }

  stop(): void {
    clearInterval(this.interval)
    clearTimeout(this.settling)
    this.turn += 1
    this.seen_s = null
    this.watched_s = 0
    this.waiting = null
  }

  /** The clock moved by playing. */
  watch(position_s: number): void {
    const step_s = this.seen_s === null ? 0 : position_s - this.seen_s
    if (step_s > 0 && step_s <= LONGEST_STEP_S) this.watched_s += step_s
    this.seen_s = position_s
  }

  /** The clock was played to the one second and jumped to the other. */
  jump(from_s: number, to_s: number): void {
    this.watch(from_s)
    this.seen_s = to_s
    clearTimeout(this.settling)
    this.settling = setTimeout(() => this.report('seek'), SEEK_SETTLES_MS)
  }

  report(event: ReportEvent): void {
    if (this.isSending) {
      this.waiting = event
      return
    }
    void this.deliver(event)
  }

  /** The last word of this playback; goes out at once, whatever is under way. */
  reportLast(event: 'close' | 'interval' = 'close'): void {
    clearTimeout(this.settling)
    this.waiting = null
    const { turn } = this
    const report = this.take(event)
    this.send(report, true).catch(() => {
      // Nobody is left to hear of it, or the next interval says it again.
      if (event !== 'close') this.giveBack(report, turn)
    })
  }

  private take(event: ReportEvent): PlaybackReport {
    const { position_s, duration_s, state } = this.stand()
    // The clock ticks four times a second; what was played since the last tick counts too.
    this.watch(position_s)
    const watched_s = Math.min(this.watched_s, 3600)
    this.watched_s -= watched_s
    return { position_s, duration_s, state, event, watched_s }
  }

  private giveBack(report: PlaybackReport, turn: number): void {
    if (turn === this.turn) this.watched_s += report.watched_s ?? 0
  }

  private async deliver(event: ReportEvent): Promise<void> {
    const { turn } = this
    const report = this.take(event)
    this.isSending = true
    try {
      await this.send(report, false)
    } catch {
      // The sender has looked at the reason; the seconds belong to the next report.
      this.giveBack(report, turn)
    } finally {
      this.isSending = false
      const next = this.waiting
      this.waiting = null
      if (next) this.report(next)
    }
  }
}
