import { ApiError } from '@/api/errors'
import type { PickedTrack, PlaybackApi, PlaybackFailure, PlaybackPlan } from './playback-api'
import { ReportScheduler, type Standing } from './report-scheduler'

export interface LinkListener {
  /** The server has forgotten the playback; its addresses are dead. */
  onOver(): void
  /** An admin stopped it. */
  onStopped(): void
  /** The session was ended: nothing can be asked for any more. */
  onSignedOut(error: unknown): void
}

const isStop = (error: unknown) => error instanceof ApiError && error.code === 'StoppedByAdmin'

/** An admin's stop, as what asked for a new plan learns of it. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError'
}

/** What the server hears of one playback after the other, and what it answers to that. */
export class PlaybackLink {
  readonly reports: ReportScheduler
  private readonly api: PlaybackApi
  private readonly stand: () => Standing
  private readonly listener: LinkListener
  private playback_id: string | null = null
  private readonly own = new Set<string>()

  constructor(api: PlaybackApi, stand: () => Standing, listener: LinkListener) {
    this.api = api
    this.stand = stand
    this.listener = listener
    this.reports = new ReportScheduler(stand, async (report, isLast) => {
      const id = this.playback_id
      if (!id) return
      try {
        await api.report(id, report, isLast)
      } catch (error) {
        if (!isLast && id === this.playback_id) this.onRefused(error)
        throw error
      }
    })
  }

  /** From now on the reports are about this plan's playback; the one before it is let go of. */
  begin(plan: PlaybackPlan): void {
    const old = this.playback_id
    this.playback_id = plan.playback_id
    this.own.add(plan.playback_id)
    if (old) this.drop(old)
    this.reports.start(plan.report_interval_s)
  }

  /** The playback is over on this side; `isHeard`: the server still knows of it and wants the last word. */
  close(isHeard: boolean): void {
    if (isHeard) this.reports.reportLast()
    this.reports.stop()
    this.playback_id = null
  }

  /** A plan that came too late to be played. */
  drop(playback_id: string): void {
    void this.api.end(playback_id).catch(() => {})
  }

  fail(code: PlaybackFailure['code'], detail: string): void {
    if (this.playback_id)
      void this.api.fail(this.playback_id, { code, detail: detail.slice(0, 500) }).catch(() => {})
  }

  /** What was taken by hand. It plays whether or not the server keeps it. */
  keepAudio(track: PickedTrack): void {
    if (this.playback_id) void this.api.keepAudio(this.playback_id, track).catch(() => {})
  }

  keepSubtitles(track: PickedTrack | null): void {
    if (this.playback_id) void this.api.keepSubtitles(this.playback_id, track).catch(() => {})
  }

  /** Also of those before the running one: the news of a stop may come after a renewal. */
  owns(playback_id: string): boolean {
    return this.own.has(playback_id)
  }

  /** To its player a stopped playback ends like one that grew old: asks which it was. Raises StoppedError. */
  async raiseWhenStopped(): Promise<void> {
    if (!this.playback_id) return
    try {
      await this.api.report(this.playback_id, { ...this.stand(), watched_s: 0, event: 'interval' }, false)
    } catch (error) {
      if (isStop(error)) throw new StoppedError('An admin stopped this playback.', { cause: error })
      if (!(error instanceof ApiError)) throw error
    }
  }

  private onRefused(error: unknown): void {
    if (isStop(error)) this.listener.onStopped()
    else if (!(error instanceof ApiError)) return
    else if (error.status === 401) this.listener.onSignedOut(error)
    // 403, 404: the library or the title was taken away. A new plan is refused with the sentence that says so.
    else if ([403, 404, 410].includes(error.status)) this.listener.onOver()
  }
}
