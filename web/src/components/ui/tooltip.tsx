import { cloneElement, type CSSProperties, type ReactElement, useEffect, useState } from 'react'

export interface TooltipProps {
  label: string
  shortcut?: string
  /** One element; it must have its own accessible name, the tooltip only shows it to the eye. */
  children: ReactElement<{ 'data-tip'?: string; 'data-tip-key'?: string | undefined }>
}

/** A short name for what is under the pointer or focus. Costs nothing until shown: see TooltipLayer. */
export function Tooltip({ label, shortcut, children }: TooltipProps) {
  return cloneElement(children, { 'data-tip': label, 'data-tip-key': shortcut })
}

interface Shown {
  label: string
  shortcut: string | undefined
  style: CSSProperties
}

const DELAY_MS = 500
const HALF_WIDTH_PX = 90

/**
 * Draws the tooltip of whichever element with `data-tip` is under the pointer or has keyboard focus. One for the whole
 * app, instead of 18 KB of positioning code and a provider around every icon.
 */
export function TooltipLayer() {
  const [shown, setShown] = useState<Shown>()
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let current: HTMLElement | null = null
    const hide = () => {
      clearTimeout(timer)
      current = null
      setShown(undefined)
    }
    const wait = (target: EventTarget | null) => {
      const element = target instanceof Element ? target.closest<HTMLElement>('[data-tip]') : null
      if (element === current) return
      hide()
      current = element
      if (element) timer = setTimeout(() => setShown(describe(element)), DELAY_MS)
    }
    const onOver = (event: PointerEvent) => event.pointerType === 'mouse' && wait(event.target)
    const onFocus = (event: FocusEvent) =>
      (event.target as Element).matches(':focus-visible') && wait(event.target)
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && hide()
    document.addEventListener('pointerover', onOver)
    document.addEventListener('focusin', onFocus)
    document.addEventListener('focusout', hide)
    document.addEventListener('pointerdown', hide)
    document.addEventListener('keydown', onKey)
    addEventListener('scroll', hide, { passive: true, capture: true })
    return () => {
      hide()
      document.removeEventListener('pointerover', onOver)
      document.removeEventListener('focusin', onFocus)
      document.removeEventListener('focusout', hide)
      document.removeEventListener('pointerdown', hide)
      document.removeEventListener('keydown', onKey)
      removeEventListener('scroll', hide, { capture: true })
    }
  }, [])
  if (!shown) return null
  return (
    <div
      aria-hidden
      style={shown.style}
      className="lit pointer-events-none fixed z-70 flex animate-[appear_120ms_linear] items-center gap-2 rounded-control bg-ink-800 px-2.5 py-1.5 text-13 whitespace-nowrap text-bone"
    >
      {shown.label}
      {shown.shortcut && (
        <kbd className="rounded-[3px] bg-bone/10 px-1.5 font-sans text-12 text-ash">{shown.shortcut}</kbd>
      )}
    </div>
  )
}

function describe(element: HTMLElement): Shown | undefined {
  // A menu that the element opened says more than its name.
  if (!element.isConnected || element.getAttribute('aria-expanded') === 'true') return undefined
  const box = element.getBoundingClientRect()
  const middle = Math.min(Math.max(box.left + box.width / 2, HALF_WIDTH_PX), innerWidth - HALF_WIDTH_PX)
  const isAbove = box.top > 72
  const style: CSSProperties = {
    left: middle,
    top: isAbove ? box.top - 8 : box.bottom + 8,
    translate: isAbove ? '-50% -100%' : '-50%',
  }
  return { label: element.dataset['tip'] ?? '', shortcut: element.dataset['tipKey'], style }
}
