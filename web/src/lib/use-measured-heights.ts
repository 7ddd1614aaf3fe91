import { useEffectEvent, useLayoutEffect, useMemo, useState } from 'react'
import { flushSync } from 'react-dom'

type Heights = ReadonlyMap<string, number>

const NONE: Heights = new Map()

export interface MeasuredHeights {
  heights_px: readonly number[]
  /** Ref callback for each row's element, which carries its row's `data-index`. */
  measure: (element: HTMLElement | null) => (() => void) | undefined
}

/**
 * The heights of rows in CSS pixels: the real ones of those that are or were in the document, of the others what is
 * said. They are read when the browser has laid the page out and before it paints; what is in view stays there when
 * something above it proves taller.
 */
export function useMeasuredHeights(
  rows: readonly { id: string; height_px: number }[],
  page_width_px: number,
): MeasuredHeights {
  const [measured, setMeasured] = useState({ page_width_px, heights: NONE })
  // At another width nothing holds that was measured before.
  const known = measured.page_width_px === page_width_px ? measured.heights : NONE
  const heights_px = useMemo(() => rows.map(({ id, height_px }) => known.get(id) ?? height_px), [rows, known])

  const note = useEffectEvent((entries: readonly ResizeObserverEntry[], present: ReadonlySet<Element>) => {
    const next = new Map(known)
    let hasChanged = false
    for (const { target, borderBoxSize } of entries) {
      const index = Number((target as HTMLElement).dataset['index'])
      const height_px = borderBoxSize[0]?.blockSize ?? 0
      if (!target.isConnected || Math.abs((heights_px[index] ?? height_px) - height_px) < 0.5) continue
      next.set(rows[index]?.id ?? '', height_px)
      hasChanged = true
    }
    if (!hasChanged) return
    const held = findFirstInView(present)
    // Before the paint that follows: rows must not be seen over each other.
    flushSync(() => setMeasured({ page_width_px, heights: next }))
    if (!held?.element.isConnected) return
    const moved_px = held.element.getBoundingClientRect().top - held.top_px
    if (Math.abs(moved_px) >= 1) scrollBy({ top: moved_px, behavior: 'instant' })
  })

  const [rowsInPage] = useState(() => new ObservedRows())
  useLayoutEffect(
    () => rowsInPage.begin(note),
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- at another width what was known is forgotten
    [rowsInPage, page_width_px],
  )
  return { heights_px, measure: rowsInPage.measure }
}

type Note = (entries: readonly ResizeObserverEntry[], present: ReadonlySet<Element>) => void

/** One observer for all rows in the document; they come and go with every step of a scroll. */
class ObservedRows {
  private readonly present = new Set<Element>()
  private observer: ResizeObserver | undefined

  begin(note: Note): () => void {
    const observer = new ResizeObserver((entries) => note(entries, this.present))
    for (const element of this.present) observer.observe(element)
    this.observer = observer
    return () => {
      observer.disconnect()
      this.observer = undefined
    }
  }

  readonly measure = (element: HTMLElement | null): (() => void) | undefined => {
    if (!element) return undefined
    this.present.add(element)
    this.observer?.observe(element)
    return () => {
      this.present.delete(element)
      this.observer?.unobserve(element)
    }
  }
}

function findFirstInView(rows: ReadonlySet<Element>): { element: Element; top_px: number } | undefined {
  let first: { element: Element; top_px: number } | undefined
  for (const element of rows) {
    const { top, bottom } = element.getBoundingClientRect()
    if (bottom > 0 && (!first || top < first.top_px)) first = { element, top_px: top }
  }
  return first
}
