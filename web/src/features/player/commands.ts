import { i18n } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { formatClock, formatShare } from '@/lib/format'
import { fullscreen } from './device/fullscreen'
import { pictureInPicture } from './device/picture-in-picture'
import { chapterStart } from './chapters'
import type { PlayerEngine } from './engine/player-engine'
import { segmentAt } from './segments'
import { formatDelay, subtitleName } from './subtitles/subtitle-name'
import type { SheetName, UiStore } from './ui-store'

export interface Routes {
  /** Another item in the same player. */
  open(item_id: string): void
  /** Out of the player, to where the viewer came from. */
  leave(): void
}

export const RATES = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2] as const
const VOLUME_STEP = 0.05
/** Long enough to see the small picture of where one went. */
const GLANCE_MS = 1_500
let glanceTimer: ReturnType<typeof setTimeout> | undefined

// The pseudo-language counts in English.
const locale = () => (i18n.locale === 'ar-XB' ? 'en' : i18n.locale)

/** Everything that keys, buttons, gestures and the remote can ask for. */
export function createCommands(engine: PlayerEngine, ui: UiStore, routes: Routes) {
  const state = () => engine.store.get()
  const flash = (text: string) => ui.set({ flash: { text, id: (ui.get().flash?.id ?? 0) + 1 } })
  /** The timeline shows where a key led, with its small picture. */
  const glance = (wanted_s: number) => {
    const glance_s = Math.min(Math.max(wanted_s, 0), engine.duration_s ?? wanted_s)
    ui.set({ glance_s })
    clearTimeout(glanceTimer)
    glanceTimer = setTimeout(() => ui.set({ glance_s: null }), GLANCE_MS)
  }
  const hasSheet = (name: SheetName) => {
    const { plan } = state()
    if (!plan) return name === 'keys'
    if (name === 'audio') return plan.audio_tracks.length > 1
    if (name === 'subtitles') return plan.subtitle_tracks.length > 0
    if (name === 'chapters') return plan.chapters.length > 1
    if (name === 'episodes') return plan.episode !== null
    if (name === 'versions') return plan.versions.length > 1
    if (name === 'quality') return plan.qualities_px.length > 0
    return true
  }
  const flashSubtitles = () => {
    const { plan, subtitle_id } = state()
    const index = plan?.subtitle_tracks.findIndex((one) => one.id === subtitle_id) ?? -1
    const track = plan?.subtitle_tracks[index]
    if (track) flash(subtitleName(track, index, i18n))
    else if (plan?.subtitle_tracks.length) flash(i18n._(msg`Subtitles off`))
  }
  const setRate = (rate: number) => {
    engine.tuning.setRate(rate)
    flash(`${rate}×`)
  }
  const self = {
    hasSheet,
    flash,
    toggle: () => engine.toggle(),
    play: () => engine.play(),
    pause: () => engine.pause(),
    seekTo: (at_s: number) => engine.seekTo(at_s),
    seekBy(step_s: number) {
      glance(engine.position_s + step_s)
      engine.seekBy(step_s)
      flash(step_s < 0 ? `−${-step_s}` : `+${step_s}`)
    },
    seekToShare(share: number) {
      const { duration_s } = engine
      if (duration_s === null) return
      glance(duration_s * share)
      engine.seekTo(duration_s * share)
      flash(formatClock(duration_s * share))
    },
    stepFrame(direction: 1 | -1) {
      engine.pause()
      engine.seekTo(engine.position_s + direction * engine.frame_s)
    },
    stepChapter(direction: 1 | -1) {
      const { plan } = state()
      const at_s = plan ? chapterStart(plan.chapters, engine.position_s, direction) : null
      if (at_s === null) return
      glance(at_s)
      engine.seekTo(at_s)
      flash(formatClock(at_s))
    },
    stepRate(direction: 1 | -1) {
      const { rate } = state()
      const next = direction > 0 ? RATES.find((one) => one > rate) : RATES.findLast((one) => one < rate)
      if (next !== undefined) setRate(next)
    },
    setRate,
    stepVolume(direction: 1 | -1) {
      const { volume, isMuted } = state()
      const next = Math.min(1, Math.max(0, (isMuted ? 0 : volume) + direction * VOLUME_STEP))
      engine.tuning.setVolume(next)
      flash(i18n._(msg`Volume ${formatShare(next, locale())}`))
    },
    toggleMuted() {
      const isMuted = !state().isMuted
      engine.tuning.setMuted(isMuted)
      flash(isMuted ? i18n._(msg`Sound off`) : i18n._(msg`Sound on`))
    },
    toggleSubtitles() {
      engine.toggleSubtitles()
      flashSubtitles()
    },
    /** None, the first, the second, …, none. */
    nextSubtitles() {
      const { plan, subtitle_id } = state()
      if (!plan) return
      const ids = [null, ...plan.subtitle_tracks.map((one) => one.id)]
      engine.chooseSubtitles(ids[(ids.indexOf(subtitle_id) + 1) % ids.length] ?? null)
      flashSubtitles()
    },
    delaySubtitles(step_s: number) {
      const { subtitle_id, subtitle_delay_s } = state()
      if (subtitle_id === null) return
      const delay_s = Math.round((subtitle_delay_s + step_s) * 1000) / 1000
      engine.store.set({ subtitle_delay_s: delay_s })
      flash(i18n._(msg`Subtitles ${formatDelay(delay_s)}`))
    },
    toggleFullscreen: () => fullscreen.toggle(engine.element),
    togglePictureInPicture: () => pictureInPicture.toggle(engine.element),
    toggleSheet(name: SheetName) {
      if (ui.get().sheet === name) ui.set({ sheet: null })
      else if (hasSheet(name)) ui.set({ sheet: name, areControlsShown: true })
    },
    next() {
      const id = state().plan?.next?.id
      if (id) routes.open(id)
    },
    previous() {
      const id = state().plan?.previous?.id
      if (id) routes.open(id)
    },
    open: routes.open,
    /** Over a recap, an intro, a preview or the credits to what comes behind them. */
    skip() {
      const { plan } = state()
      if (!plan) return
      const at_s = engine.position_s
      const segment = segmentAt(plan, at_s, engine.duration_s)
      if (segment) engine.seekTo(segment.end_s)
      else if (plan.credits_start_s && at_s >= plan.credits_start_s) self.next()
    },
    /** No next episode for this one: the credits are watched. */
    stay() {
      ui.set({ stays_item_id: state().item_id })
      engine.discardPrepared()
    },
    stop() {
      engine.pause()
      routes.leave()
    },
    /** One level up: a sheet, the next episode's card, full screen, and last the player itself. */
    back() {
      if (ui.get().sheet) ui.set({ sheet: null })
      else if (ui.get().isNextShown) self.stay()
      else if (ui.get().isFullscreen) fullscreen.exit()
      else routes.leave()
    },
    leave: routes.leave,
  }
  return self
}

export type Commands = ReturnType<typeof createCommands>
