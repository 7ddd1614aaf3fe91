import { useLingui } from '@lingui/react/macro'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import {
  type CSSProperties,
  memo,
  type ReactNode,
  type Ref,
  useEffect,
  useEffectEvent,
  useId,
  useState,
} from 'react'
import { Link } from 'react-router'
import { type CardMetrics, type CardShape, useCardMetrics } from '@/lib/card-metrics'
import { CardFocus, useFocusKept } from '@/lib/card-focus'
import { evenLine, indexesOf } from '@/lib/line'
import { useElementScroll, useNearEnd, useNearRange, useScrolled } from '@/lib/scroll-place'
import { useTurn } from '@/lib/one-by-one'
import { usePageWidth } from '@/lib/use-page-width'
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
  /** Stands after the last card, in the width of one: why no further ones come. */
  tail?: ReactNode
}

export const ROW_HEAD_PX = 46
const OVERSCAN = 4

/** The height of a row, for the page that places it. */
export function rowHeight(metrics: CardMetrics, caption_px = 0): number {
  return ROW_HEAD_PX + metrics.height_px + caption_px
}

/**
 * A named row of cards that scrolls sideways. Only the cards near the view are in the document. One card is in the tab
 * order, arrows walk; Up and Down leave to the rows around it when they stand in one RowGridProvider.
 */
function RowInner<Item>(props: RowProps<Item>) {
  'use no memo' // It renders when other cards come into view, and then draws anew what could be kept.
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
    tail,
  } = props
  const headingId = useId()
  const metrics = useCardMetrics(shape)
  const grid = useRowGrid()
  const { place, attach } = useElementScroll('x', usePageWidth())
  const [focus] = useState(() => new CardFocus())
  const [active, setActive] = useState(() => grid?.grid.rememberedColumn(id) ?? 0)
  const { width_px, gap_px, gutter_px } = metrics
  const step_px = width_px + gap_px
  const isRtl = document.documentElement.dir === 'rtl'
  const head_px = labelledBy ? 0 : ROW_HEAD_PX

  const line = evenLine(items.length, width_px, gap_px)
  const end_px = 2 * gutter_px + line.total_px + (tail ? step_px : 0)
  const range = useNearRange(place, line, OVERSCAN, gutter_px)
  // A row that comes with a flick of the wheel stands there at once, and gets its cards when the hand is slower.
  const isMyTurn = useTurn(!isLazy)
  const [isEntered, setEntered] = useState(false)
  const isFilled = isMyTurn || isEntered
  const cells = isFilled ? indexesOf(range) : []
  const stop = Math.min(active, items.length - 1)
  useFocusKept(focus, stop)
  // The card that holds the row's tab stop stays in the document, else Tab would skip the row.
  if (isFilled && stop < range.first) cells.unshift(stop)
  else if (isFilled && stop > range.last) cells.push(stop)

  const focusColumn = (column: number) => {
    setActive(column)
    setEntered(true)
    grid?.grid.rememberColumn(id, column)
    // No further than needed, with the row's margins and a third of the next card.
    const { offset_px, size_px } = place
    const start_px = column * step_px
    const least_px = start_px + step_px + gutter_px + step_px / 3 + gutter_px - size_px
    if (offset_px > start_px) place.scrollTo(start_px)
    else if (offset_px < least_px) place.scrollTo(least_px)
    focus.focus(column)
  }
  const focusFromOutside = useEffectEvent(focusColumn)
  useEffect(() => grid?.mountRow(id, (column) => focusFromOutside(column)), [grid, id])

  const firstVisible = useScrolled(place, ({ offset_px }) => Math.round(offset_px / step_px))
  useEffect(() => grid?.grid.noteScroll(id, firstVisible), [grid, id, firstVisible])

  useNearEnd(range, items.length, OVERSCAN, isFilled ? onNearEnd : undefined)

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
    const visible = Math.max(1, Math.floor(place.size_px / step_px) - 1)
    place.scrollTo((firstVisible + direction * visible) * step_px, 'smooth')
  }
  const canGoOn = useScrolled(place, ({ offset_px, size_px }) => offset_px < end_px - size_px - 4)

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
        ref={attach}
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
        <li
          aria-hidden
          className={isFilled ? undefined : 'card-places'}
          style={
            {
              width: end_px,
              height: isFilled ? 1 : metrics.height_px,
              '--card-width': `${width_px}px`,
              '--card-step': `${step_px}px`,
            } as CSSProperties
          }
        />
        {cells.map((index) => {
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
              style={
                {
                  insetInlineStart: gutter_px + line.startOf(index),
                  '--card-width': `${metrics.width_px}px`,
                } as CSSProperties
              }
              onFocus={() => {
                focus.hold(itemKey(item))
                if (active !== index) setActive(index)
                grid?.grid.rememberColumn(id, index)
              }}
              onBlur={() => focus.hold(null)}
            >
              {renderItem(item, {
                index,
                width_px: metrics.width_px,
                height_px: metrics.height_px,
                tabIndex: index === stop ? 0 : -1,
                isLazy,
                ref: (element) => focus.attach(index, element),
              })}
            </li>
          )
        })}
        {tail && (
          <li
            className="absolute top-2 grid place-items-center"
            style={{
              insetInlineStart: gutter_px + line.total_px + gap_px,
              width: width_px,
              height: metrics.height_px,
            }}
          >
            {tail}
          </li>
        )}
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
