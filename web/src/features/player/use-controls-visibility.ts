import { type RefObject, useEffect } from 'react'
import { usePlayback, usePlayer, useUi } from './player-context'

const HIDE_AFTER_MS = 3000

/** Whether keyboard focus stands on a control: then hiding would take the viewer's place away. */
const hasFocusInside = (root: HTMLElement) =>
  root.querySelector('.player-controls :focus-visible, .player-card :focus-visible') !== null

/** Controls come with any sign of life and go three seconds after the last one, while the film plays. */
export function useControlsVisibility(root: RefObject<HTMLElement | null>): boolean {
  const { engine, ui } = usePlayer()
  const areShown = useUi((state) => state.areControlsShown)
  const isHeldOpen = useUi((state) => state.sheet !== null || state.preview_s !== null)
  const isStill = usePlayback((state) => state.isPaused || state.hasEnded || state.phase !== 'ready')

  useEffect(() => {
    const element = root.current
    if (!element) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const hide = () => {
      const { isPaused, hasEnded, phase } = engine.store.get()
      const { sheet, preview_s } = ui.get()
      const isBusy = isPaused || hasEnded || phase !== 'ready' || sheet !== null || preview_s !== null
      if (isBusy || hasFocusInside(element)) timer = setTimeout(hide, HIDE_AFTER_MS)
      else ui.set({ areControlsShown: false })
    }
    const wait = () => {
      clearTimeout(timer)
      timer = setTimeout(hide, HIDE_AFTER_MS)
    }
    const show = () => {
      ui.set({ areControlsShown: true })
      wait()
    }
    const onPointer = (event: PointerEvent) => {
      if (event.pointerType === 'mouse') show()
      // A finger on the picture decides by itself (tap), one on a control keeps them. On a locked picture no gesture is
      // read, and the way to unlock it is among the controls.
      else if (ui.get().isLocked || (event.target as Element).closest('.player-controls, .player-card'))
        show()
      else wait()
    }
    const onLeave = (event: PointerEvent) => {
      if (event.pointerType === 'mouse') hide()
    }
    element.addEventListener('pointermove', onPointer)
    element.addEventListener('pointerdown', onPointer)
    element.addEventListener('pointerleave', onLeave)
    element.addEventListener('focusin', show)
    document.addEventListener('keydown', show)
    wait()
    return () => {
      clearTimeout(timer)
      element.removeEventListener('pointermove', onPointer)
      element.removeEventListener('pointerdown', onPointer)
      element.removeEventListener('pointerleave', onLeave)
      element.removeEventListener('focusin', show)
      document.removeEventListener('keydown', show)
    }
  }, [engine, ui, root])

  return areShown || isHeldOpen || isStill
}
