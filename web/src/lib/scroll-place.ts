import { useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react'
import { type IndexRange, type Line, widen } from './line'

type Go = (offset_px: number, behavior: ScrollBehavior) => void

/**
 * How far something is scrolled and how much of it is seen, along one axis. Noted at each event, because asking the
 * document in the middle of a render makes it lay out everything again.
 */
export class ScrollPlace {
  /** From the start, also where lines run from right to left; iOS goes below 0 when it bounces. */
  offset_px = 0
  size_px: number
  private readonly listeners = new Set<() => void>()
  private go: Go = () => {}

  constructor(size_px: number) {
    this.size_px = size_px
  }

  /** Places outside lead to the nearest end. */
  scrollTo(offset_px: number, behavior: ScrollBehavior = 'instant'): void {
    this.go(offset_px, behavior)
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  /** Says how the place is read and moved from now on; what it returns is to be called at every event. */
  follow(read: () => readonly [offset_px: number, size_px: number], go: Go): () => void {
    this.go = go
    return () => this.note(...read())
  }

  private note(offset_px: number, size_px: number): void {
    if (offset_px === this.offset_px && size_px === this.size_px) return
    this.offset_px = offset_px
    this.size_px = size_px
    for (const listener of this.listeners) listener()
  }
}

let page: ScrollPlace | undefined

/** The page itself, up and down. */
export function pageScroll(): ScrollPlace {
  if (page) return page
  const place = new ScrollPlace(innerHeight)
  const note = place.follow(
    () => [scrollY, innerHeight],
    (top, behavior) => scrollTo({ top, behavior }),
  )
  note()
  addEventListener('scroll', note, { passive: true })
  addEventListener('resize', note)
  page = place
  return place
}

/** An element that scrolls: its place, and the ref callback that belongs on it. size_px: a guess for the first render. */
export function useElementScroll(axis: 'x' | 'y', size_px: number) {
  const [scroll] = useState(() => {
    const place = new ScrollPlace(size_px)
    const attach = (element: HTMLElement | null) => {
      if (!element) return
      const note =
        axis === 'y'
          ? place.follow(
              () => [element.scrollTop, element.clientHeight],
              (top, behavior) => element.scrollTo({ top, behavior }),
            )
          : place.follow(
              () => [Math.abs(element.scrollLeft), element.clientWidth],
              (left, behavior) => element.scrollTo({ left: isRtl(element) ? -left : left, behavior }),
            )
      const observer = new ResizeObserver(note)
      observer.observe(element)
      element.addEventListener('scroll', note, { passive: true })
      return () => {
        observer.disconnect()
        element.removeEventListener('scroll', note)
      }
    }
    return { place, attach }
  })
  return scroll
}

const isRtl = (element: HTMLElement) => getComputedStyle(element).direction === 'rtl'

/** What `read` makes of the place; renders again when that changes, not with every pixel. */
export function useScrolled<Value extends number | boolean>(
  place: ScrollPlace,
  read: (place: ScrollPlace) => Value,
): Value {
  return useSyncExternalStore(place.subscribe, () => read(place))
}

/** Which things of the line are in view or nearly. start_px: where the line begins in what scrolls. */
export function useNearRange(place: ScrollPlace, line: Line, overscan: number, start_px = 0): IndexRange {
  const first = useScrolled(place, ({ offset_px }) => line.indexAt(offset_px - start_px))
  const last = useScrolled(place, ({ offset_px, size_px }) => line.indexAt(offset_px + size_px - start_px))
  return widen(line, first, last, overscan)
}

/**
 * Calls when one of the last `ahead` of `count` things comes near, and again with each step further and each time that
 * more of them are there. Not with each render: what is asked for may fail, and asking again would never end.
 */
export function useNearEnd(
  range: IndexRange,
  count: number,
  ahead: number,
  onNearEnd: (() => void) | undefined,
): void {
  const ask = useEffectEvent(() => onNearEnd?.())
  const canAsk = onNearEnd !== undefined
  useEffect(() => {
    if (canAsk && range.last >= count - ahead) ask()
  }, [range.last, count, ahead, canAsk])
}
