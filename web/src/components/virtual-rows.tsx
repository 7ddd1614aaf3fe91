import { type ReactNode, useCallback, useMemo, useRef } from 'react'
import { indexesOf, unevenLine } from '@/lib/line'
import { pageScroll, useNearEnd, useNearRange } from '@/lib/scroll-place'
import { useMeasuredHeights } from '@/lib/use-measured-heights'
import { usePageOffset } from '@/lib/use-page-offset'
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
  const list = useRef<HTMLDivElement>(null)
  const width_px = usePageWidth()
  const offset_px = usePageOffset(list)
  const { heights_px, measure } = useMeasuredHeights(rows, width_px)
  const line = useMemo(() => unevenLine(heights_px, gap_px), [heights_px, gap_px])
  const range = useNearRange(pageScroll(), line, OVERSCAN, offset_px)

  const gridRows = useMemo(() => rows.map(({ id, length }) => ({ id, length })), [rows])
  const scrollToRow = useCallback(
    (index: number) => {
      const top_px = line.startOf(index)
      const height_px = line.startOf(index + 1) - top_px
      // The row the focus is in stands at a comfortable height, not at the edge of the glass.
      pageScroll().scrollTo(offset_px + top_px - (innerHeight - height_px) * 0.4)
    },
    [line, offset_px],
  )

  useNearEnd(range, rows.length, OVERSCAN, onNearEnd)

  return (
    <RowGridProvider rows={gridRows} scrollToRow={scrollToRow}>
      <div ref={list} className="relative" style={{ height: line.total_px }}>
        {indexesOf(range).map((index) => {
          const row = rows[index]
          if (!row) return null
          return (
            <div
              key={row.id}
              ref={measure}
              data-index={index}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${line.startOf(index)}px)` }}
            >
              {renderRow(row, index)}
            </div>
          )
        })}
      </div>
    </RowGridProvider>
  )
}
