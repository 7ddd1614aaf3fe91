import { useEffect, useRef, useState } from 'react'

/** Long enough that a passing mouse opens nothing, short enough not to be waited for. */
const DWELL_IN_MS = 400
const DWELL_OUT_MS = 120
const LONG_PRESS_MS = 500

export type DwellState = 'no' | 'hover' | 'press'

/**
 * Opens after 400 ms of mouse or keyboard focus, or on a long press; closes 120 ms after leaving.
 * Spread `handlers` on the element that holds both the card and what opens over it.
 */
export function useDwell() {
  const [state, setState] = useState<DwellState>('no')
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const pressed = useRef(false)
  useEffect(() => () => clearTimeout(timer.current), [])

  const schedule = (next: DwellState, delay_ms: number) => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setState(next), delay_ms)
  }
  const close = () => {
    clearTimeout(timer.current)
    setState('no')
  }

  const handlers = {
    onPointerEnter: (event: React.PointerEvent) => {
      if (event.pointerType === 'mouse') schedule('hover', DWELL_IN_MS)
    },
    onPointerLeave: (event: React.PointerEvent) => {
      if (event.pointerType === 'mouse') schedule('no', DWELL_OUT_MS)
      else clearTimeout(timer.current)
    },
    onPointerDown: (event: React.PointerEvent) => {
      pressed.current = false
      if (event.pointerType === 'mouse') return
      clearTimeout(timer.current)
      timer.current = setTimeout(() => {
        pressed.current = true
        setState('press')
      }, LONG_PRESS_MS)
    },
    onPointerUp: (event: React.PointerEvent) => {
      if (event.pointerType !== 'mouse') clearTimeout(timer.current)
    },
    onPointerCancel: () => clearTimeout(timer.current),
    onClickCapture: (event: React.MouseEvent) => {
      // The finger that opened the sheet must not follow the link when it is lifted.
      if (!pressed.current) return
      pressed.current = false
      event.preventDefault()
      event.stopPropagation()
    },
    onContextMenu: (event: React.MouseEvent) => {
      if (pressed.current) event.preventDefault()
    },
    onFocus: (event: React.FocusEvent) => {
      if (event.target.matches(':focus-visible')) schedule('hover', DWELL_IN_MS)
    },
    onBlur: (event: React.FocusEvent) => {
      if (!event.currentTarget.contains(event.relatedTarget)) schedule('no', DWELL_OUT_MS)
    },
  }
  return { state, close, handlers }
}
