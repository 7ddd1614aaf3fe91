import { type RefObject, useEffect } from 'react'
import { usePlayer } from '../player-context'
import { GestureReader, type GestureTarget, type Touch } from './gestures'

/** A drag over the whole width is two minutes, or the film if it is shorter. */
const SCRUB_WIDTH_S = 120
const SKIP_S = 10
const HELD_RATE = 2

/** Fingers on the picture. */
export function useGestures(surface: RefObject<HTMLElement | null>): void {
  const { engine, ui, commands } = usePlayer()
  useEffect(() => {
    const element = surface.current
    if (!element) return
    let heldFrom = 1
    const target: GestureTarget = {
      tap() {
        ui.set({ areControlsShown: !ui.get().areControlsShown })
      },
      doubleTap(third, count) {
        if (third === 'middle') {
          if (count === 1) commands.toggle()
          return
        }
        const sign = third === 'start' ? -1 : 1
        engine.seekBy(sign * SKIP_S)
        commands.flash(`${sign < 0 ? '−' : '+'}${SKIP_S * count}`)
      },
      hold(isOn) {
        if (isOn) heldFrom = engine.store.get().rate
        engine.tuning.setRate(isOn ? HELD_RATE : heldFrom)
        ui.set({ isHeld: isOn })
      },
      scrub(share, isDone) {
        const { duration_s } = engine
        if (duration_s === null) return
        const wanted_s = engine.position_s + share * Math.min(SCRUB_WIDTH_S, duration_s)
        const at_s = Math.min(Math.max(wanted_s, 0), duration_s)
        if (isDone && share !== 0) engine.seekTo(at_s)
        ui.set({ preview_s: isDone ? null : at_s, areControlsShown: true })
      },
      slide(side, share) {
        // On a page that scrolls with the finger this would only annoy.
        if (!ui.get().isFullscreen) return
        if (side === 'end') engine.tuning.setVolume(engine.store.get().volume + share)
        else ui.set({ brightness: Math.min(1, Math.max(0.2, ui.get().brightness + share)) })
      },
      pinch(isOut) {
        ui.set({ isFilled: isOut })
      },
    }
    const reader = new GestureReader(target, () => {
      const box = element.getBoundingClientRect()
      return { width_px: box.width, height_px: box.height }
    })
    const read = (act: (touch: Touch) => void) => (event: PointerEvent) => {
      if (event.pointerType !== 'touch' || ui.get().isLocked) return
      const box = element.getBoundingClientRect()
      act({ id: event.pointerId, x: event.clientX - box.left, y: event.clientY - box.top })
    }
    const down = read((touch) => {
      element.setPointerCapture(touch.id)
      reader.down(touch)
    })
    const move = read((touch) => reader.move(touch))
    const up = read((touch) => reader.up(touch))
    const cancel = () => reader.cancel()
    // A held finger opens the browser's own menu otherwise.
    const noMenu = (event: Event) => event.preventDefault()
    element.addEventListener('pointerdown', down)
    element.addEventListener('pointermove', move)
    element.addEventListener('pointerup', up)
    element.addEventListener('pointercancel', cancel)
    element.addEventListener('contextmenu', noMenu)
    return () => {
      reader.cancel()
      element.removeEventListener('pointerdown', down)
      element.removeEventListener('pointermove', move)
      element.removeEventListener('pointerup', up)
      element.removeEventListener('pointercancel', cancel)
      element.removeEventListener('contextmenu', noMenu)
    }
  }, [engine, ui, commands, surface])
}
