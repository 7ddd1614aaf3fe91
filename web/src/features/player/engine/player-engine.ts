import { CapabilityProbe } from './capabilities'
import { LoudnessAndSpeed } from './loudness-and-speed'
import { makeSource } from './make-source'
import { listenTo } from './media-events'
import { Planner, type Wish } from './planner'
import {
  type PickedTrack,
  playbackApi,
  type PlaybackApi,
  type PlaybackMethod,
  type PlaybackPlan,
} from './playback-api'
import { PlaybackLink, StoppedError } from './playback-link'
import { INITIAL_STATE, type PlayerState, type Problem } from './player-state'
import { Reconnection } from './reconnection'
import type { Source, SourceFailure } from './source'
import { Store } from './store'
import { SubtitleChoice } from './subtitle-choice'
import { Watchdog } from './watchdog'

/** After this long a pause the addresses are as good as dead: a new plan comes first. */
const PAUSE_RENEWS_MS = 90_000
const STALL_RENEWS_MS = 15_000

const pickOf = ({ language, title, is_forced, is_sdh }: PickedTrack) => ({
  language,
  title,
  is_forced,
  is_sdh,
})

/** Plays one item after the other in one <video>. Knows no React; the screen reads `store` by selectors. */
export class PlayerEngine {
  readonly store = new Store<PlayerState>(INITIAL_STATE)
  readonly tuning = new LoudnessAndSpeed(this.store)
  private readonly subtitles = new SubtitleChoice()
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
  /** What was asked for last; Try again asks for it as long as there is no plan of it. */
  private wish: Wish | null = null
  /** What each further plan of the item must keep to. */
  private terms: Pick<Wish, 'audio_index' | 'avoid' | 'max_height_px'> = {}

  constructor(api: PlaybackApi = playbackApi, probe: CapabilityProbe = new CapabilityProbe()) {
    this.planner = new Planner(api, probe)
    this.reconnection = new Reconnection((isOn) => this.store.set({ isReconnecting: isOn }))
    this.link = new PlaybackLink(api, () => this.stand(), {
      onOver: () => this.onAddressOver(),
      onStopped: () => this.giveUp({ kind: 'stopped' }),
      onSignedOut: (error) => this.giveUp({ kind: 'refused', error }),
    })
  }

  /** Takes an element over; it stays the same from episode to episode. */
  attach(video: HTMLVideoElement): void {
    this.detach()
    this.video = video
    this.watchdog = new Watchdog(video, (verdict) => this.onVerdict(verdict))
    this.tuning.attach(video)
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
      emptied: () => this.onEmptied(),
      ended: () => this.onEnded(),
      error: () => this.onMediaError(),
      volumechange: () => this.tuning.onVolume(),
      ratechange: () => this.tuning.onRate(),
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
    this.tuning.attach(null)
    this.watchdog = null
    this.store.set({ item_id: null, plan: null, phase: 'loading' })
  }

  /** Plays another item, from where the profile stopped unless the wish says otherwise. */
  async load(wish: Wish): Promise<void> {
    this.finish()
    const turn = this.turn
    this.wish = wish
    const { audio_index, avoid, max_height_px } = wish
    this.terms = {
      ...(audio_index === undefined ? {} : { audio_index }),
      ...(avoid ? { avoid } : {}),
      ...(max_height_px === undefined ? {} : { max_height_px }),
    }
    // Nothing of the item before stays on screen: it is not what loads, nor what may be refused.
    const isOther = wish.item_id !== this.store.get().item_id
    this.store.set({
      ...(isOther
        ? { plan: null, position_s: wish.start_s ?? 0, duration_s: null, subtitle_delay_s: 0 }
        : {}),
      item_id: wish.item_id,
      max_height_px: max_height_px ?? null,
      phase: 'loading',
      problem: null,
      isPaused: false,
      isWaiting: true,
      needsGesture: false,
      hasEnded: false,
    })
    try {
      const plan = await this.planner.planTitle(wish)
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
    if (!item_id || !plan) {
      if (this.wish) void this.load(this.wish)
      return
    }
    // What could not be played may have been replaced by what can: the server chooses anew. Nothing replaces a trailer.
    const isChosenAnew = problem?.kind === 'unplayable' && !plan.is_extra
    const { avoid: _avoid, ...terms } = this.terms
    const same = { file_id: plan.file_id, ...(plan.method === 'hls' ? this.terms : terms) }
    void this.load({ item_id, ...(isChosenAnew ? {} : same), start_s: position_s })
  }

  /** The same second in another version of the item. */
  switchVersion(file_id: string): void {
    const { item_id, position_s } = this.store.get()
    if (item_id) void this.load({ item_id, file_id, start_s: position_s })
  }

  /** Another sound track of what plays, by its number in the file. */
  chooseAudio(index: number): void {
    const { plan, phase, audio_index } = this.store.get()
    if (!plan || phase !== 'ready' || index === audio_index) return
    this.terms = { ...this.terms, audio_index: index }
    this.store.set({ audio_index: index })
    const track = plan.audio_tracks.find((one) => one.index === index)
    if (track) {
      const { language, title } = track
      this.link.keepAudio({ language, title, is_forced: false, is_sdh: false })
      this.planner.discard()
    }
    if (!this.source?.chooseAudio?.(index)) void this.renew()
  }

  /** Other subtitles, by their id in the plan, or none. They hold for the other episodes as well. */
  chooseSubtitles(id: string | null): void {
    const track = this.store.get().plan?.subtitle_tracks.find((one) => one.id === id) ?? null
    this.subtitles.note(track)
    this.store.set({ subtitle_id: track?.id ?? null })
    this.link.keepSubtitles(track && pickOf(track))
    this.planner.discard()
  }

  /** Subtitles off, or on as they were last. */
  toggleSubtitles(): void {
    const { plan, subtitle_id } = this.store.get()
    if (plan) this.chooseSubtitles(subtitle_id === null ? (this.subtitles.on(plan)?.id ?? null) : null)
  }

  /** The picture in at most so many lines, or as it is in the file. */
  chooseQuality(max_height_px: number | null): void {
    if (this.store.get().phase !== 'ready') return
    const { max_height_px: _before, ...terms } = this.terms
    this.terms = max_height_px === null ? terms : { ...terms, max_height_px }
    this.store.set({ isWaiting: true, max_height_px })
    void this.renew()
  }

  /** Nothing of the file as it is could be played here: once more, with all of it converted. */
  convertInstead(): void {
    const { item_id, plan, position_s } = this.store.get()
    if (!item_id || !plan) return
    void this.load({
      item_id,
      file_id: plan.file_id,
      start_s: position_s,
      ...this.terms,
      avoid: ['direct', 'hls'],
    })
  }

  /** There is a way left that was not tried. */
  get canConvert(): boolean {
    return this.store.get().plan?.can_convert ?? false
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
    const from_s = this.position_s
    this.source.seek(target_s)
    this.store.set({ position_s: target_s, hasEnded: false })
    this.link.reports.jump(from_s, target_s)
    // The end pauses the element, and so does another part's file.
    if (this.video?.paused && !isPaused) this.start()
  }

  seekBy(step_s: number): void {
    this.seekTo(this.position_s + step_s)
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
      audio_index: plan.audio_index,
      subtitle_id: this.subtitles.begin(plan),
      hasEnded: false,
    })
    if (!this.video) return
    if (!plan.is_playable) {
      this.link.close(false)
      this.store.set({ phase: 'problem', problem: { kind: 'unplayable' }, isWaiting: false })
      return
    }
    this.store.set({ phase: 'ready', problem: null })
    this.source = makeSource(this.video, plan, {
      onOver: () => this.onSourceOver(),
      onBroken: (failure) => this.recover('media_error', failure),
    })
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

  /**
   * The addresses stopped working, or may have: a new plan, and on at the same second, without a word. `otherwise`:
   * what the viewer is told instead of why there is no such plan.
   */
  private async renew(otherwise: Problem | null = null): Promise<void> {
    const { item_id, plan, phase } = this.store.get()
    if (!item_id || !plan || phase !== 'ready') return
    this.turn += 1
    const turn = this.turn
    const wish: Wish = { item_id, file_id: plan.file_id, start_s: this.position_s, ...this.terms }
    try {
      const next = await this.reconnection.persist(
        async () => {
          await this.link.raiseWhenStopped()
          return this.planner.plan(wish)
        },
        () => turn === this.turn,
      )
      if (!next) return
      // The film itself has come for its stand-in, and begins. Otherwise seeks made while Kino was away count.
      const at_s = plan.has_stand_in && !next.has_stand_in ? 0 : this.position_s
      if (turn !== this.turn) this.link.drop(next.playback_id)
      else if (otherwise && !next.is_playable) this.show(otherwise)
      else this.adopt(next, at_s)
    } catch (error) {
      if (turn !== this.turn) return
      if (error instanceof StoppedError) this.giveUp({ kind: 'stopped' })
      else this.show(otherwise ?? { kind: 'refused', error })
    }
  }

  /** The decoders do not give what the plan promised, and say nothing. What plays as it is may be converted instead. */
  private onVerdict(kind: 'no_video' | 'no_audio'): void {
    const { plan } = this.store.get()
    // Segments of the same picture would stay as black as the file; a sound comes in another form, if it can.
    const avoid: PlaybackMethod[] = kind === 'no_video' && plan?.can_convert ? ['direct', 'hls'] : ['direct']
    const isCopied = plan?.method === 'hls' && !plan.converted_to_px
    const canChange = plan?.method === 'direct' || (isCopied && avoid.includes('hls'))
    if (!canChange || avoid.every((one) => this.terms.avoid?.includes(one))) {
      this.giveUp({ kind })
      return
    }
    this.link.fail(kind, '')
    this.terms = { ...this.terms, avoid }
    this.store.set({ isWaiting: true })
    void this.renew({ kind })
  }

  private onAddressOver(): void {
    if (this.store.get().isPaused) this.isLeft = true
    else void this.renew()
  }

  private onSourceOver(): void {
    // New addresses that are over at once would be asked for without an end.
    if (!this.store.get().isPaused && this.reconnection.isFutile(this.position_s))
      this.giveUp({ kind: 'stalled' })
    else this.onAddressOver()
  }

  private giveUp(problem: Problem, detail = this.video?.error?.message ?? ''): void {
    const { kind } = problem
    if (kind === 'no_video' || kind === 'no_audio' || kind === 'media_error' || kind === 'stalled')
      this.link.fail(kind, detail)
    // What was stopped takes no last word.
    if (kind === 'stopped') this.isLeft = true
    this.show(problem)
  }

  private show(problem: Problem): void {
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
    if (this.source?.goOn()) {
      this.start()
      return
    }
    this.store.set({ hasEnded: true, isWaiting: false, position_s: this.duration_s ?? this.position_s })
    this.link.reports.report('ended')
  }

  /** Something else was put into the element, such as the part that a seek led to: it has to prove itself too. */
  private onEmptied(): void {
    const { plan } = this.store.get()
    if (this.source && plan) this.watchdog?.expect(plan)
  }

  private onMediaError(): void {
    if (this.source && this.video?.error && !this.source.mend?.()) this.recover('media_error')
  }

  private recover(kind: 'media_error' | 'stalled', failure?: SourceFailure): void {
    clearTimeout(this.stallTimer)
    const { phase, isReconnecting } = this.store.get()
    if (phase !== 'ready' || isReconnecting) return
    if (this.reconnection.isFutile(this.position_s)) {
      const said = failure?.said
      this.giveUp(kind === 'media_error' && said ? { kind, said } : { kind }, failure?.detail)
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

  private readonly onPageHide = (): void => {
    if (!this.source || this.isLeft) return
    this.link.reports.reportLast()
    // The page may come back from the browser's memory; by then this playback is over.
    this.isLeft = true
  }

  private readonly onVisibility = (): void => {
    // Phones end hidden pages without another word. A paused one has said where it stands; to say it again would take
    // the film's place away from another screen that plays it.
    if (document.hidden && this.source && !this.isLeft && !this.store.get().isPaused)
      this.link.reports.reportLast('interval')
  }
}
