import { useLingui } from '@lingui/react/macro'
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import {
  type CSSProperties,
  memo,
  type ReactNode,
  type Ref,
  useCallback,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react'
import { Link } from 'react-router'
import { type CardMetrics, type CardShape, useCardMetrics } from '@/lib/card-metrics'
import { useRowGrid } from './row-grid'

export interface RowCell {
  index: number
  width_px: number
  height_px: number
  tabIndex: number
  isLazy: boolean
  /** Put it on the element that takes the focus. */
  ref: Ref<HTMLAnchorElement>
}

export interface RowProps<Item> {
  /** Unique on the page; the focus remembers its column by it. */
  id: string
  name: ReactNode
  /** Why the row is here, in one quiet line. */
  why?: ReactNode
  /** The id of a heading elsewhere (an editorial band): the row then has no head of its own. */
  labelledBy?: string
  /** Its own page: the name becomes a link. */
  to?: string
  items: readonly Item[]
  itemKey: (item: Item) => string
  /** Draws one card: `(film, cell) => <TitleCard title={film} {...cell} />`. Must be stable (module level or memoised). */
  renderItem: (item: Item, cell: RowCell) => ReactNode
  shape?: CardShape
  /** Space under the pictures for captions. */
  caption_px?: number
  /** The row stands below the second: its pictures load when near. */
  isLazy?: boolean
  /** The last known card came near: load more. */
  onNearEnd?: () => void
}

export const ROW_HEAD_PX = 46
const OVERSCAN = 4

/** The height of a row, for the page's own virtualizer. */
export function rowHeight(metrics: CardMetrics, caption_px = 0): number {
  return ROW_HEAD_PX + metrics.height_px + caption_px
}

/**
 * A named row of cards that scrolls sideways. Only the cards near the view are in the document. One card is in the tab
 * order, arrows walk; Up and Down leave to the rows around it when they stand in one RowGridProvider.
 */
function RowInner<Item>(props: RowProps<Item>) {
  'use no memo' // The virtualizer mutates itself; memoised reads of it would freeze the row.
  const {
    id,
    name,
    why,
    labelledBy,
    to,
    items,
    itemKey,
    renderItem,
    shape = 'poster',
    caption_px = 0,
    isLazy = false,
    onNearEnd,
  } = props
  const headingId = useId()
  const metrics = useCardMetrics(shape)
  const grid = useRowGrid()
  const scroller = useRef<HTMLUListElement>(null)
  const links = useRef(new Map<number, HTMLAnchorElement>())
  const wantsFocus = useRef<number>(undefined)
  const [active, setActive] = useState(() => grid?.grid.rememberedColumn(id) ?? 0)
  const step_px = metrics.width_px + metrics.gap_px
  const isRtl = document.documentElement.dir === 'rtl'
  const head_px = labelledBy ? 0 : ROW_HEAD_PX

  // The card that holds the row's tab stop stays in the document, else Tab would skip the row.
  const rangeExtractor = useCallback(
    (range: Range) => {
      const indexes = defaultRangeExtractor(range)
      if (active >= range.count || indexes.includes(active)) return indexes
      return [...indexes, active].toSorted((a, b) => a - b)
    },
    [active],
  )
  const virtualizer = useVirtualizer({
    horizontal: true,
    isRtl,
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => step_px,
    paddingStart: metrics.gutter_px,
    paddingEnd: metrics.gutter_px,
    scrollPaddingStart: metrics.gutter_px,
    scrollPaddingEnd: metrics.gutter_px + step_px / 3,
    overscan: OVERSCAN,
    useFlushSync: false,
    rangeExtractor,
  })
  useEffect(() => virtualizer.measure(), [virtualizer, step_px])

  const focusColumn = useCallback(
    (column: number) => {
      setActive(column)
      grid?.grid.rememberColumn(id, column)
      virtualizer.scrollToIndex(column, { align: 'auto' })
      const link = links.current.get(column)
      if (link) link.focus({ preventScroll: true })
      else wantsFocus.current = column
    },
    [grid, id, virtualizer],
  )
  useEffect(() => grid?.mountRow(id, focusColumn), [grid, id, focusColumn])

  const firstVisible = Math.round((virtualizer.scrollOffset ?? 0) / step_px)
  useEffect(() => grid?.grid.noteScroll(id, firstVisible), [grid, id, firstVisible])

  const cells = virtualizer.getVirtualItems()
  const lastIndex = cells.at(-1)?.index ?? 0
  useEffect(() => {
    if (items.length > 0 && lastIndex >= items.length - OVERSCAN) onNearEnd?.()
  }, [lastIndex, items.length, onNearEnd])

  const onKeyDown = (event: React.KeyboardEvent) => {
    const cell = (event.target as HTMLElement).closest<HTMLElement>('[data-index]')
    if (!cell || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    const column = Number(cell.dataset['index'])
    if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      if (!grid?.move(id, column, event.key === 'ArrowUp' ? 'up' : 'down')) return
    } else {
      const target = columnAfterKey(event.key, column, items.length, isRtl)
      if (target === undefined) return
      if (target !== column) focusColumn(target)
    }
    event.preventDefault()
  }

  const page = (direction: 1 | -1) => {
    const visible = Math.max(1, Math.floor((scroller.current?.clientWidth ?? step_px) / step_px) - 1)
    const target = Math.min(items.length - 1, Math.max(0, firstVisible + direction * visible))
    virtualizer.scrollToIndex(target, { align: 'start', behavior: 'smooth' })
  }
  const maxOffset = virtualizer.getTotalSize() - (scroller.current?.clientWidth ?? 0)
  const canGoOn = (virtualizer.scrollOffset ?? 0) < maxOffset - 4

  return (
    <section
      className="group/row relative"
      style={{ height: rowHeight(metrics, caption_px) - ROW_HEAD_PX + head_px }}
    >
      {!labelledBy && (
        <div className="gutter flex items-baseline gap-4" style={{ height: ROW_HEAD_PX }}>
          <h2 id={headingId} className="serif truncate text-22">
            {to ? (
              <Link to={to} className="inline-flex items-baseline gap-1.5 hover:text-white">
                {name}
                <ChevronRight aria-hidden className="size-4 self-center text-smoke rtl:-scale-x-100" />
              </Link>
            ) : (
              name
            )}
          </h2>
          {why && <p className="truncate text-13 text-smoke">{why}</p>}
        </div>
      )}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- arrows pressed on the cards inside arrive here */}
      <ul
        ref={scroller}
        aria-labelledby={labelledBy ?? headingId}
        onKeyDown={onKeyDown}
        className="no-scrollbar absolute inset-x-0 snap-x snap-proximity overflow-x-auto overflow-y-hidden overscroll-x-contain"
        // Room above and below for the focus ring and the slight growth of a card, which overflow would cut.
        style={{
          top: head_px - 8,
          height: metrics.height_px + caption_px + 16,
          scrollPaddingInline: metrics.gutter_px,
        }}
      >
        <li aria-hidden style={{ width: virtualizer.getTotalSize(), height: 1 }} />
        {cells.map(({ index, start }) => {
          const item = items[index]
          if (item === undefined) return null
          return (
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- notes where the focus inside is
            <li
              key={itemKey(item)}
              data-index={index}
              aria-setsize={items.length}
              aria-posinset={index + 1}
              className="absolute top-2 snap-start"
              style={{ insetInlineStart: start, '--card-width': `${metrics.width_px}px` } as CSSProperties}
              onFocus={() => {
                if (active !== index) setActive(index)
                grid?.grid.rememberColumn(id, index)
              }}
            >
              {renderItem(item, {
                index,
                width_px: metrics.width_px,
                height_px: metrics.height_px,
                tabIndex: index === active ? 0 : -1,
                isLazy,
                ref: (element) => {
                  if (!element) return
                  links.current.set(index, element)
                  if (wantsFocus.current === index) {
                    wantsFocus.current = undefined
                    element.focus({ preventScroll: true })
                  }
                  return () => void links.current.delete(index)
                },
              })}
            </li>
          )
        })}
      </ul>
      {firstVisible > 0 && (
        <PageArrow side="start" top_px={head_px} height_px={metrics.height_px} onPress={() => page(-1)} />
      )}
      {canGoOn && items.length > 0 && (
        <PageArrow side="end" top_px={head_px} height_px={metrics.height_px} onPress={() => page(1)} />
      )}
    </section>
  )
}

export const Row = memo(RowInner) as typeof RowInner

/** The column an arrow leads to; undefined for other keys. Left and Right follow the eye, so they swap from right to left. */
function columnAfterKey(key: string, column: number, count: number, isRtl: boolean): number | undefined {
  const forward = isRtl ? 'ArrowLeft' : 'ArrowRight'
  const back = isRtl ? 'ArrowRight' : 'ArrowLeft'
  if (key === forward) return Math.min(column + 1, count - 1)
  if (key === back) return Math.max(column - 1, 0)
  if (key === 'Home') return 0
  if (key === 'End') return count - 1
  return undefined
}

interface PageArrowProps {
  side: 'start' | 'end'
  top_px: number
  height_px: number
  onPress: () => void
}

/** For the mouse only: keyboards walk, fingers swipe. */
function PageArrow({ side, top_px, height_px, onPress }: PageArrowProps) {
  const { t } = useLingui()
  const Icon = side === 'start' ? ChevronLeft : ChevronRight
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={side === 'start' ? t`Back in the row` : t`On in the row`}
      onClick={onPress}
      className={`absolute z-5 hidden w-(--gutter) place-items-center overflow-clip text-bone opacity-0 transition-opacity duration-(--ms-menu) group-hover/row:opacity-100 from-ink-950 to-transparent pointer-fine:grid ${
        side === 'start'
          ? 'start-0 bg-linear-to-r rtl:bg-linear-to-l'
          : 'end-0 bg-linear-to-l rtl:bg-linear-to-r'
      }`}
      style={{ top: top_px, height: height_px }}
    >
      <Icon className="size-8 transition-transform duration-(--ms-press) hover:scale-115 rtl:-scale-x-100" />
    </button>
  )
}
