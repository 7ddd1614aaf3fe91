import { ArrowDown, ArrowUp } from 'lucide-react'
import type { CSSProperties, ReactNode } from 'react'
import { cn } from '@/lib/cn'
import { evenLine, indexesOf } from '@/lib/line'
import { useElementScroll, useNearEnd, useNearRange } from '@/lib/scroll-place'
import { useCoarsePointer } from '@/lib/use-media-query'

export interface TableColumn<Row> {
  key: string
  header: ReactNode
  cell: (row: Row) => ReactNode
  /** A CSS grid track: "120px", "minmax(160px, 2fr)". */
  width: string
  align?: 'start' | 'end'
  isSortable?: boolean
}

export interface TableSort {
  key: string
  isDescending: boolean
}

export interface TableProps<Row> {
  'aria-label': string
  columns: readonly TableColumn<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
  sort?: TableSort
  onSort?: (sort: TableSort) => void
  /** A row was clicked or Enter was pressed on it. */
  onRowActivate?: (row: Row) => void
  /** The last rows came near: time to fetch more. */
  onNearEnd?: () => void
  /** Shown in place of rows. */
  empty?: ReactNode
  /** The height the rows scroll in; shorter when there are few. */
  maxHeight?: string
  className?: string
}

const ROW_HEIGHT_PX = 36
// What is in a row may be pressed, and a finger needs room.
const TOUCH_ROW_HEIGHT_PX = 48
const NEAR_END_ROWS = 20
const OVERSCAN = 8

/** Dense, and the same at 10 and at 100,000 rows: only those in view are in the document. Arrows walk the rows. */
export function Table<Row>(props: TableProps<Row>) {
  const {
    columns,
    rows,
    rowKey,
    sort,
    onSort,
    onRowActivate,
    onNearEnd,
    empty,
    maxHeight = '70vh',
    className,
  } = props
  const { place, attach } = useElementScroll('y', innerHeight)
  const row_px = useCoarsePointer() ? TOUCH_ROW_HEIGHT_PX : ROW_HEIGHT_PX
  const line = evenLine(rows.length, row_px)
  const range = useNearRange(place, line, OVERSCAN)
  useNearEnd(range, rows.length, NEAR_END_ROWS, onNearEnd)
  const tracks = { gridTemplateColumns: columns.map((column) => column.width).join(' ') } as CSSProperties

  const focusRow = (index: number, from: HTMLElement) => {
    if (index < 0 || index >= rows.length) return
    // No further than needed; the first line of the view is the sticky head's.
    const { offset_px, size_px } = place
    const least_px = line.startOf(index + 2) - size_px
    if (offset_px > line.startOf(index)) place.scrollTo(line.startOf(index))
    else if (offset_px < least_px) place.scrollTo(least_px)
    const group = from.parentElement
    requestAnimationFrame(() => group?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus())
  }
  const onKeyDown = (event: React.KeyboardEvent<HTMLDivElement>, index: number, row: Row) => {
    if (event.target !== event.currentTarget) return
    const from = event.currentTarget
    // At the ends the arrows lead out of the table.
    if (event.key === 'ArrowDown' && index < rows.length - 1) focusRow(index + 1, from)
    else if (event.key === 'ArrowUp' && index > 0) focusRow(index - 1, from)
    else if (event.key === 'Home') focusRow(0, from)
    else if (event.key === 'End') focusRow(rows.length - 1, from)
    else if (event.key === 'Enter' && onRowActivate) onRowActivate(row)
    else return
    event.preventDefault()
  }

  return (
    <div
      ref={attach}
      role="table"
      aria-label={props['aria-label']}
      aria-rowcount={rows.length + 1}
      className={cn('relative overflow-auto overscroll-contain rounded-panel bg-ink-900 text-13', className)}
      style={{ maxHeight }}
    >
      <div role="rowgroup" className="sticky top-0 z-1 min-w-fit bg-ink-900">
        <div
          role="row"
          aria-rowindex={1}
          className="grid min-w-fit items-center border-b hairline px-2"
          style={tracks}
        >
          {columns.map((column) => (
            <HeaderCell key={column.key} column={column} sort={sort} onSort={onSort} />
          ))}
        </div>
      </div>
      {rows.length === 0 && <div className="px-5 py-10 text-center text-ash">{empty}</div>}
      <div role="rowgroup" className="relative min-w-fit" style={{ height: line.total_px }}>
        {indexesOf(range).map((index) => {
          const row = rows[index]
          if (row === undefined) return null
          return (
            // oxlint-disable-next-line jsx-a11y/interactive-supports-focus, jsx-a11y/no-noninteractive-element-interactions
            <div
              key={rowKey(row)}
              role="row"
              data-index={index}
              data-roving
              aria-rowindex={index + 2}
              tabIndex={index === 0 ? 0 : -1}
              onKeyDown={(event) => onKeyDown(event, index, row)}
              onClick={onRowActivate && (() => onRowActivate(row))}
              className={cn(
                'absolute inset-x-0 top-0 grid items-center px-2 hover:bg-bone/4 focus-visible:-outline-offset-2',
                onRowActivate && 'cursor-pointer',
              )}
              style={{ ...tracks, height: row_px, transform: `translateY(${line.startOf(index)}px)` }}
            >
              {columns.map((column) => (
                <div
                  key={column.key}
                  role="cell"
                  className={cn('truncate px-3 py-1', column.align === 'end' && 'text-end tabular')}
                >
                  {column.cell(row)}
                </div>
              ))}
            </div>
          )
        })}
      </div>
    </div>
  )
}

interface HeaderCellProps<Row> {
  column: TableColumn<Row>
  sort: TableSort | undefined
  onSort: ((sort: TableSort) => void) | undefined
}

function HeaderCell<Row>({ column, sort, onSort }: HeaderCellProps<Row>) {
  const isSorted = sort?.key === column.key
  const direction = isSorted ? (sort.isDescending ? 'descending' : 'ascending') : undefined
  const Arrow = sort?.isDescending ? ArrowDown : ArrowUp
  return (
    <div
      role="columnheader"
      aria-sort={direction}
      className={cn('px-3 py-2 text-smoke', column.align === 'end' && 'text-end')}
    >
      {column.isSortable && onSort ? (
        <button
          type="button"
          className="inline-flex items-center gap-1 rounded-control hover:text-bone"
          onClick={() => onSort({ key: column.key, isDescending: isSorted ? !sort.isDescending : false })}
        >
          {column.header}
          {isSorted && <Arrow className="size-3" />}
        </button>
      ) : (
        column.header
      )}
    </div>
  )
}
