import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { usePageWidth } from '@/lib/use-page-width'
import { RowGridProvider } from './row-grid'

export interface VirtualRow {
  id: string
  /** Cards in it, for the arrow keys; 0 for a band without cards. */
  length: number
  /** Expected height in CSS pixels; the real one is measured. Use rowHeight(). */
  height_px: number
}

export interface VirtualRowsProps<Row extends VirtualRow> {
  rows: readonly Row[]
  /** Must be stable (module level or memoised). */
  renderRow: (row: Row, index: number) => ReactNode
  gap_px?: number
  /** The last rows came near: load more. */
  onNearEnd?: () => void
}

const OVERSCAN = 3

/** A page of rows that scrolls with the window; only the rows near the view are in the document. Arrow keys cross rows. */
export function VirtualRows<Row extends VirtualRow>({
  rows,
  renderRow,
  gap_px = 32,
  onNearEnd,
}: VirtualRowsProps<Row>) {
  'use no memo' // The virtualizer mutates itself; memoised reads of it would freeze the page.
  const list = useRef<HTMLDivElement>(null)
  const width_px = usePageWidth()
  const [offset_px, setOffset] = useState(0)
  useLayoutEffect(() => {
    setOffset(list.current ? list.current.getBoundingClientRect().top + scrollY : 0)
  }, [width_px])

  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: (index) => rows[index]?.height_px ?? 320,
    getItemKey: (index) => rows[index]?.id ?? index,
    gap: gap_px,
    overscan: OVERSCAN,
    scrollMargin: offset_px,
    useFlushSync: false,
  })
  useEffect(() => virtualizer.measure(), [virtualizer, width_px])

  const gridRows = useMemo(() => rows.map(({ id, length }) => ({ id, length })), [rows])
  const scrollToRow = useCallback(
    (index: number) => {
      const item = virtualizer.measurementsCache[index]
      if (!item) return
      // The row the focus is in stands at a comfortable height, not at the edge of the glass.
      const top = Math.max(0, item.start - (innerHeight - item.size) * 0.4)
      scrollTo({ top, behavior: 'instant' })
    },
    [virtualizer],
  )

  const items = virtualizer.getVirtualItems()
  const lastIndex = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (rows.length > 0 && lastIndex >= rows.length - OVERSCAN) onNearEnd?.()
  }, [lastIndex, rows.length, onNearEnd])

  return (
    <RowGridProvider rows={gridRows} scrollToRow={scrollToRow}>
      <div ref={list} className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index]
          if (!row) return null
          return (
            <div
              key={item.key}
              ref={virtualizer.measureElement}
              data-index={item.index}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${item.start - offset_px}px)` }}
            >
              {renderRow(row, item.index)}
            </div>
          )
        })}
      </div>
    </RowGridProvider>
  )
}
