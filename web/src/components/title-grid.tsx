import { type CSSProperties, type ReactNode, useRef, useState } from 'react'
import { CardFocus, useFocusKept } from '@/lib/card-focus'
import { type CardShape, cardMetrics } from '@/lib/card-metrics'
import { evenLine, indexesOf } from '@/lib/line'
import { pageScroll, useNearEnd, useNearRange } from '@/lib/scroll-place'
import { usePageOffset } from '@/lib/use-page-offset'
import { usePageWidth } from '@/lib/use-page-width'
import type { RowCell } from './row'

export interface TitleGridProps<Item> {
  'aria-label': string
  items: readonly Item[]
  itemKey: (item: Item) => string
  renderItem: (item: Item, cell: RowCell) => ReactNode
  shape?: CardShape
  caption_px?: number
  /** The last known cards came near: load more. */
  onNearEnd?: () => void
  /** The arrow pressed in the first line led up: search goes back to its field. */
  onLeaveUp?: () => void
  /** The arrow pressed in the last line led down: to what stands below the wall. */
  onLeaveDown?: () => void
}

const LINE_GAP_PX = 24
const OVERSCAN = 2
const LINES_AHEAD = 3

/** All titles of something as a wall of cards, of any length: only the lines near the view are in the document. */
export function TitleGrid<Item>(props: TitleGridProps<Item>) {
  const { items, itemKey, renderItem, shape = 'poster', caption_px = 0 } = props
  const { onNearEnd, onLeaveUp, onLeaveDown } = props
  const page_px = usePageWidth()
  const { columns, width_px, height_px, gap_px } = gridMetrics(shape, page_px)
  const list = useRef<HTMLDivElement>(null)
  const [focus] = useState(() => new CardFocus())
  const [active, setActive] = useState(0)
  const offset_px = usePageOffset(list)

  const lineCount = Math.ceil(items.length / columns)
  const line_px = height_px + caption_px
  const wall = evenLine(lineCount, line_px, LINE_GAP_PX)
  const range = useNearRange(pageScroll(), wall, OVERSCAN, offset_px)
  useNearEnd(range, lineCount, LINES_AHEAD, onNearEnd)
  const stop = Math.min(active, items.length - 1)
  useFocusKept(focus, stop)
  const stopLine = Math.floor(stop / columns)
  const cells = indexesOf(range).flatMap((line) =>
    Array.from({ length: columns }, (_, column) => line * columns + column),
  )
  // The card that holds the wall's tab stop stays in the document, else Tab would skip the wall.
  if (stopLine < range.first) cells.unshift(stop)
  else if (stopLine > range.last) cells.push(stop)

  const focusIndex = (index: number) => {
    setActive(index)
    const top_px = offset_px + wall.startOf(Math.floor(index / columns))
    pageScroll().scrollTo(top_px - (innerHeight - line_px) / 2)
    focus.focus(index)
  }
  const onKeyDown = (event: React.KeyboardEvent) => {
    const cell = (event.target as HTMLElement).closest<HTMLElement>('[data-index]')
    if (!cell || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    const index = Number(cell.dataset['index'])
    const isRtl = document.documentElement.dir === 'rtl'
    const steps: Record<string, number> = {
      ArrowUp: -columns,
      ArrowDown: columns,
      ArrowLeft: isRtl ? 1 : -1,
      ArrowRight: isRtl ? -1 : 1,
      Home: -index,
      End: items.length - 1 - index,
    }
    const step = steps[event.key]
    if (step === undefined) return
    const target = index + step
    if (target < 0) {
      if (event.key !== 'ArrowUp' || !onLeaveUp) return
      onLeaveUp()
    } else if (onLeaveDown && event.key === 'ArrowDown' && Math.floor(index / columns) === lineCount - 1) {
      onLeaveDown()
    } else focusIndex(Math.min(target, items.length - 1))
    event.preventDefault()
  }

  return (
    <div ref={list} className="relative" style={{ height: wall.total_px }}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- arrows pressed on the cards inside arrive here */}
      <ul aria-label={props['aria-label']} onKeyDown={onKeyDown}>
        {cells.map((index) => {
          const item = items[index]
          if (item === undefined) return null
          const line = Math.floor(index / columns)
          const style = {
            insetInlineStart: `calc(var(--gutter) + ${(index % columns) * (width_px + gap_px)}px)`,
            top: wall.startOf(line),
            '--card-width': `${width_px}px`,
          } as CSSProperties
          return (
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- notes where the focus inside is
            <li
              key={itemKey(item)}
              data-index={index}
              aria-setsize={items.length}
              aria-posinset={index + 1}
              className="absolute"
              style={style}
              onFocus={() => {
                focus.hold(itemKey(item))
                if (active !== index) setActive(index)
              }}
              onBlur={() => focus.hold(null)}
            >
              {renderItem(item, {
                index,
                width_px,
                height_px,
                tabIndex: index === stop ? 0 : -1,
                isLazy: line > 2,
                ref: (element) => focus.attach(index, element),
              })}
            </li>
          )
        })}
      </ul>
    </div>
  )
}

/** As many columns as the row cards would fit, stretched to fill the page from gutter to gutter. */
export function gridMetrics(shape: CardShape, page_px: number) {
  const card = cardMetrics(shape, page_px)
  const room_px = page_px - 2 * card.gutter_px
  const columns = Math.max(2, Math.floor((room_px + card.gap_px) / (card.width_px * 0.94 + card.gap_px)))
  const width_px = Math.floor((room_px - (columns - 1) * card.gap_px) / columns)
  return {
    columns,
    width_px,
    height_px: Math.round((width_px * card.height_px) / card.width_px),
    gap_px: card.gap_px,
  }
}
