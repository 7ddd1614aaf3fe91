import { ApiError } from '@/api/errors'
import { CapabilityProbe } from './capabilities'
import { DirectSource } from './direct-source'
import { listenTo } from './media-events'
import { Planner, type Wish } from './planner'
import { playbackApi, type PlaybackApi, type PlaybackPlan } from './playback-api'
import { PlaybackLink, StoppedError } from './playback-link'
import { INITIAL_STATE, type PlayerState, type Problem } from './player-state'
import { Reconnection } from './reconnection'
import type { Source } from './source'
import { Store } from './store'
import { keepLoudness, recallLoudness } from './volume-memory'
import { Watchdog } from './watchdog'

/** After this long a pause the addresses are as good as dead: a new plan comes first. */
const PAUSE_RENEWS_MS = 90_000
const STALL_RENEWS_MS = 15_000
const RATES = [0.25, 2] as const

/** Plays one item after the other in one <video>. Knows no React; the screen reads `store` by selectors. */
export class PlayerEngine {
  readonly store = new Store<PlayerState>({ ...INITIAL_STATE, ...recallLoudness() })
  private readonly api: PlaybackApi
  private readonly planner: Planner
  private readonly link: PlaybackLink
  private readonly reconnection: Reconnection
  private video: HTMLVideoElement | null = null
  private source: Source | null = null
  private watchdog: Watchdog | null = null
  private detachEvents: () => void = () => {}
  private stallTimer: ReturnType<typeof setTimeout> | undefined
  /** Counts loads and renewals: an answer that comes late belongs to an older turn. */
  private turn = 0
  private pausedAt_ms = 0
  private isLeft = false

  constructor(api: PlaybackApi = playbackApi, probe: CapabilityProbe = new CapabilityProbe()) {
    this.api = api
    this.planner = new Planner(api, probe)
    this.reconnection = new Reconnection((isOn) => this.store.set({ isReconnecting: isOn }))
    this.link = new PlaybackLink(api, () => this.stand(), {
      onOver: () => this.onAddressOver(),
      onStopped: () => this.giveUp({ kind: 'stopped' }),
    })
  }

  /** Takes an element over; it stays the same from episode to episode. */
  attach(video: HTMLVideoElement): void {
    this.detach()
    this.video = video
    this.watchdog = new Watchdog(video, (verdict) => this.giveUp({ kind: verdict }))
    const { volume, isMuted } = this.store.get()
    video.volume = volume
    video.muted = isMuted
    video.preservesPitch = true
    this.detachEvents = listenTo(video, {
      timeupdate: () => this.onTime(),
      durationchange: () => this.store.set({ duration_s: this.duration_s }),
      playing: () => this.onPlaying(),
      waiting: () => this.onWaiting(),
      pause: () => this.onPause(),
      play: () => {
        // A pause may have come before this news.
        if (!video.paused) this.store.set({ isPaused: false, needsGesture: false })
      },
      seeked: () => this.onTime(),
      ended: () => this.onEnded(),
      error: () => this.onMediaError(),
      volumechange: () => this.onVolume(),
      ratechange: () => this.store.set({ rate: video.playbackRate }),
    })
    addEventListener('pagehide', this.onPageHide)
    document.addEventListener('visibilitychange', this.onVisibility)
  }

  /** Says goodbye to the server and lets the element go. */
  detach(): void {
    this.finish()
    this.planner.discard()
    this.detachEvents()
    removeEventListener('pagehide', this.onPageHide)
    document.removeEventListener('visibilitychange', this.onVisibility)
    this.video = null
    this.watchdog = null
    this.store.set({ item_id: null, plan: null, phase: 'loading' })
  }

  /** Plays another item, from where the profile stopped unless the wish says otherwise. */
  async load(wish: Wish): Promise<void> {
    this.finish()
    const turn = this.turn
    this.store.set({
      item_id: wish.item_id,
      phase: 'loading',
      problem: null,
      isPaused: false,
      isWaiting: true,
      needsGesture: false,
      hasEnded: false,
    })
    try {
      const plan = await this.planner.plan(wish).catch((error: unknown) => this.planBehind(wish, error))
      if (turn === this.turn) this.adopt(plan, plan.position_s)
      else this.link.drop(plan.playback_id)
    } catch (error) {
      if (turn === this.turn) this.giveUp({ kind: 'refused', error })
    }
  }

  prepare(item_id: string): void {
    this.planner.prepare(item_id)
  }

  discardPrepared(): void {
    this.planner.discard()
  }

  /** Once more, at the same second. */
  retry(): void {
    const { item_id, plan, position_s, problem } = this.store.get()
    if (!item_id) return
    const hasPlayed = problem?.kind !== 'unplayable' && plan?.item_id === item_id
    const place = hasPlayed ? { file_id: plan.file_id, start_s: position_s } : {}
    void this.load({ item_id, ...place })
  }

  /** The same second in another version of the item. */
  switchVersion(file_id: string): void {
    const { item_id, position_s } = this.store.get()
    if (item_id) void this.load({ item_id, file_id, start_s: position_s })
  }

  play(): void {
    const { phase, hasEnded } = this.store.get()
    if (!this.video || phase !== 'ready') return
    this.store.set({ isPaused: false })
    const wasLong = this.pausedAt_ms > 0 && Date.now() - this.pausedAt_ms > PAUSE_RENEWS_MS
    if (hasEnded) this.seekTo(0)
    else if (wasLong || this.isLeft) {
      void this.renew()
      return
    }
    this.start()
    this.link.reports.report('play')
  }

  pause(): void {
    this.store.set({ isPaused: true })
    this.video?.pause()
  }

  toggle(): void {
    if (this.store.get().isPaused || this.store.get().needsGesture) this.play()
    else this.pause()
  }

  seekTo(at_s: number): void {
    if (!this.source || this.store.get().phase !== 'ready') return
    // The very end would be "ended" before the viewer has seen where they are.
    const last_s = Math.max(0, (this.duration_s ?? Infinity) - 0.5)
    const target_s = Math.min(Math.max(0, at_s), last_s)
    const { isPaused } = this.store.get()
    this.source.seek(target_s)
    this.store.set({ position_s: target_s, hasEnded: false })
    this.link.reports.jump(target_s)
    // The end pauses the element, and so does another part's file.
    if (this.video?.paused && !isPaused) this.start()
  }

  seekBy(step_s: number): void {
    this.seekTo(this.position_s + step_s)
  }

  setRate(rate: number): void {
    if (!this.video) return
    // The default one is what a new source begins with.
    this.video.defaultPlaybackRate = Math.min(Math.max(rate, RATES[0]), RATES[1])
    this.video.playbackRate = this.video.defaultPlaybackRate
  }

  setVolume(volume: number): void {
    if (!this.video) return
    this.video.volume = Math.min(Math.max(volume, 0), 1)
    if (volume > 0) this.video.muted = false
  }

  setMuted(isMuted: boolean): void {
    if (this.video) this.video.muted = isMuted
  }

  /** An admin stopped a playback. Also one that was just renewed: the news may come behind the closed stream. */
  onStopped(playback_id: string): void {
    if (this.link.owns(playback_id)) this.giveUp({ kind: 'stopped' })
  }

  get position_s(): number {
    return this.source?.position_s ?? this.store.get().position_s
  }

  get buffered_end_s(): number {
    return this.source?.buffered_end_s ?? 0
  }

  get duration_s(): number | null {
    return this.store.get().plan?.duration_s ?? this.source?.duration_s ?? null
  }

  /** How long one picture stands, measured from what was shown; 1/24 s until then. */
  get frame_s(): number {
    return this.watchdog?.frame_s ?? 1 / 24
  }

  get element(): HTMLVideoElement | null {
    return this.video
  }

  /** Cards of series lead to their own id: what is next of it plays. */
  private async planBehind(wish: Wish, error: unknown): Promise<PlaybackPlan> {
    const isUnknown = error instanceof ApiError && error.status === 404
    const item_id = isUnknown ? await this.api.findItem(wish.item_id) : null
    if (!item_id || item_id === wish.item_id) throw error
    return this.planner.plan({ ...wish, item_id })
  }

  private adopt(plan: PlaybackPlan, at_s: number): void {
    this.source?.close()
    this.source = null
    this.isLeft = false
    this.pausedAt_ms = 0
    this.store.set({
      item_id: plan.item_id,
      plan,
      position_s: at_s,
      duration_s: plan.duration_s,
      hasEnded: false,
    })
    if (!this.video) return
    if (!plan.is_playable) {
      this.store.set({ phase: 'problem', problem: { kind: 'unplayable' }, isWaiting: false })
      return
    }
    this.store.set({ phase: 'ready', problem: null })
    this.source = new DirectSource(this.video, plan.parts)
    this.watchdog?.expect(plan)
    this.source.open(at_s)
    this.link.begin(plan)
    if (!this.store.get().isPaused) this.start()
  }

  private start(): void {
    this.video?.play().catch((error: unknown) => {
      if (error instanceof DOMException && error.name === 'NotAllowedError')
        this.store.set({ needsGesture: true, isPaused: true, isWaiting: false })
    })
  }

  /** The addresses stopped working, or may have: a new plan, and on at the same second, without a word. */
  private async renew(): Promise<void> {
    const { item_id, plan, phase } = this.store.get()
    if (!item_id || !plan || phase !== 'ready') return
    this.turn += 1
    const turn = this.turn
    const wish: Wish = { item_id, file_id: plan.file_id, start_s: this.position_s }
    try {
      const next = await this.reconnection.persist(
        async () => {
          await this.link.raiseWhenStopped()
          return this.planner.plan(wish)
        },
        () => turn === this.turn,
      )
      if (!next) return
      // Seeks made while Kino was away count.
      if (turn === this.turn) this.adopt(next, this.position_s)
      else this.link.drop(next.playback_id)
    } catch (error) {
      if (turn !== this.turn) return
      this.giveUp(error instanceof StoppedError ? { kind: 'stopped' } : { kind: 'refused', error })
    }
  }

  private onAddressOver(): void {
    if (this.store.get().isPaused) this.isLeft = true
    else void this.renew()
  }

  private giveUp(problem: Problem): void {
    const { kind } = problem
    if (kind === 'no_video' || kind === 'no_audio' || kind === 'media_error' || kind === 'stalled')
      this.link.fail(kind, this.video?.error?.message ?? '')
    // What was stopped takes no last word.
    if (kind === 'stopped') this.isLeft = true
    this.finish()
    this.store.set({ phase: 'problem', problem, isWaiting: false, isPaused: true })
  }

  private finish(): void {
    this.turn += 1
    clearTimeout(this.stallTimer)
    this.reconnection.reset()
    this.watchdog?.stop()
    if (this.source) {
      const { position_s } = this
      this.store.set({ position_s })
      this.link.close(!this.isLeft)
      this.source.close()
      this.source = null
    }
    this.isLeft = false
  }

  private stand() {
    const { isPaused, hasEnded } = this.store.get()
    const state = hasEnded ? 'ended' : isPaused ? 'paused' : 'playing'
    return { position_s: this.position_s, duration_s: this.duration_s, state } as const
  }

  private onTime(): void {
    if (!this.source || !this.video) return
    const { position_s } = this
    if (!this.video.seeking && !this.video.paused) {
      this.link.reports.watch(position_s)
      this.reconnection.noteProgress(position_s)
    }
    this.store.set({ position_s })
  }

  private onPlaying(): void {
    clearTimeout(this.stallTimer)
    this.pausedAt_ms = 0
    this.store.set({ isWaiting: false, isPaused: false, needsGesture: false })
    this.watchdog?.onPlaying()
  }

  private onWaiting(): void {
    if (this.store.get().isPaused) return
    this.store.set({ isWaiting: true })
    clearTimeout(this.stallTimer)
    this.stallTimer = setTimeout(() => this.recover('stalled'), STALL_RENEWS_MS)
  }

  private onPause(): void {
    // The end of a file and an error pause the element too; that is nobody's wish.
    if (!this.source || !this.video?.paused || this.video.ended || this.video.error) return
    this.pausedAt_ms = Date.now()
    clearTimeout(this.stallTimer)
    this.store.set({ isPaused: true, isWaiting: false })
    this.link.reports.report('pause')
  }

  private onEnded(): void {
    const { plan } = this.store.get()
    if (this.source?.goOn()) {
      if (plan) this.watchdog?.expect(plan)
      this.start()
      return
    }
    this.store.set({ hasEnded: true, isWaiting: false, position_s: this.duration_s ?? this.position_s })
    this.link.reports.report('ended')
  }

  private onMediaError(): void {
    if (this.source && this.video?.error) this.recover('media_error')
  }

  private recover(kind: 'media_error' | 'stalled'): void {
    clearTimeout(this.stallTimer)
    const { phase, isReconnecting } = this.store.get()
    if (phase !== 'ready' || isReconnecting) return
    if (this.reconnection.isFutile(this.position_s)) {
      this.giveUp({ kind })
      return
    }
    if (this.store.get().isPaused) {
      // Nothing is asked for while nobody watches; the next play fetches the plan.
      this.isLeft = true
      return
    }
    this.store.set({ isWaiting: true })
    void this.renew()
  }

  private onVolume(): void {
    if (!this.video) return
    const loudness = { volume: this.video.volume, isMuted: this.video.muted }
    this.store.set(loudness)
    keepLoudness(loudness)
  }

  private readonly onPageHide = (): void => {
    if (!this.source || this.isLeft) return
    this.link.reports.reportLast()
    // The page may come back from the browser's memory; by then this playback is over.
    this.isLeft = true
  }

  private readonly onVisibility = (): void => {
    // Phones end hidden pages without another word.
    if (document.hidden && this.source && !this.isLeft) this.link.reports.reportLast('interval')
  }
}
