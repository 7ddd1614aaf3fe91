import { i18n } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { formatClock, formatShare } from '@/lib/format'
import { fullscreen } from './device/fullscreen'
import { pictureInPicture } from './device/picture-in-picture'
import { chapterStart } from './chapters'
import type { PlayerEngine } from './engine/player-engine'
import type { SheetName, UiStore } from './ui-store'

export interface Routes {
  /** Another item in the same player. */
  open(item_id: string): void
  /** Out of the player, to where the viewer came from. */
  leave(): void
}

export const RATES = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2] as const
const VOLUME_STEP = 0.05

// The pseudo-language counts in English.
const locale = () => (i18n.locale === 'ar-XB' ? 'en' : i18n.locale)

/** Everything that keys, buttons, gestures and the remote can ask for. */
export function createCommands(engine: PlayerEngine, ui: UiStore, routes: Routes) {
  const state = () => engine.store.get()
  const flash = (text: string) => ui.set({ flash: { text, id: (ui.get().flash?.id ?? 0) + 1 } })
  const hasSheet = (name: SheetName) => {
    const { plan } = state()
    if (!plan) return name === 'keys'
    if (name === 'audio') return plan.audio_tracks.length > 1
    if (name === 'chapters') return plan.chapters.length > 1
    if (name === 'episodes') return plan.episode !== null
    if (name === 'versions') return plan.versions.length > 1
    return true
  }
  const setRate = (rate: number) => {
    engine.setRate(rate)
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
      engine.seekBy(step_s)
      flash(step_s < 0 ? `−${-step_s}` : `+${step_s}`)
    },
    seekToShare(share: number) {
      const { duration_s } = engine
      if (duration_s === null) return
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
      engine.setVolume(next)
      flash(i18n._(msg`Volume ${formatShare(next, locale())}`))
    },
    toggleMuted() {
      const isMuted = !state().isMuted
      engine.setMuted(isMuted)
      flash(isMuted ? i18n._(msg`Sound off`) : i18n._(msg`Sound on`))
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
    /** Over the credits to what comes behind them. */
    skip() {
      const { plan } = state()
      const credits_s = plan?.credits_start_s
      if (credits_s && engine.position_s >= credits_s) self.next()
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
      else if (ui.get().isFullscreen) fullscreen.exit()
      else routes.leave()
    },
    leave: routes.leave,
  }
  return self
}

export type Commands = ReturnType<typeof createCommands>
