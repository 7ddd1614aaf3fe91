import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { type CSSProperties, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { type CardShape, cardMetrics } from '@/lib/card-metrics'
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

/** All titles of something as a wall of cards, of any length: only the lines near the view are in the document. */
export function TitleGrid<Item>(props: TitleGridProps<Item>) {
  'use no memo' // The virtualizer mutates itself; memoised reads of it would freeze the wall.
  const { items, itemKey, renderItem, shape = 'poster', caption_px = 0 } = props
  const { onNearEnd, onLeaveUp, onLeaveDown } = props
  const page_px = usePageWidth()
  const { columns, width_px, height_px, gap_px } = gridMetrics(shape, page_px)
  const list = useRef<HTMLDivElement>(null)
  const links = useRef(new Map<number, HTMLAnchorElement>())
  const wantsFocus = useRef<number>(undefined)
  const [active, setActive] = useState(0)
  const [offset_px, setOffset] = useState(0)
  useLayoutEffect(() => {
    setOffset(list.current ? list.current.getBoundingClientRect().top + scrollY : 0)
  }, [page_px])

  const lineCount = Math.ceil(items.length / columns)
  const line_px = height_px + caption_px
  const virtualizer = useWindowVirtualizer({
    count: lineCount,
    estimateSize: () => line_px,
    gap: LINE_GAP_PX,
    overscan: 2,
    scrollMargin: offset_px,
    useFlushSync: false,
  })
  useEffect(() => virtualizer.measure(), [virtualizer, line_px])

  const lines = virtualizer.getVirtualItems()
  const lastLine = lines.at(-1)?.index ?? 0
  useEffect(() => {
    if (lineCount > 0 && lastLine >= lineCount - 3) onNearEnd?.()
  }, [lastLine, lineCount, onNearEnd])

  const focusIndex = (index: number) => {
    setActive(index)
    virtualizer.scrollToIndex(Math.floor(index / columns), { align: 'center' })
    const link = links.current.get(index)
    if (link) link.focus({ preventScroll: true })
    else wantsFocus.current = index
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
    <div ref={list} className="relative" style={{ height: virtualizer.getTotalSize() }}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- arrows pressed on the cards inside arrive here */}
      <ul aria-label={props['aria-label']} onKeyDown={onKeyDown}>
        {lines.flatMap((line) =>
          items.slice(line.index * columns, (line.index + 1) * columns).map((item, column) => {
            const index = line.index * columns + column
            const style = {
              insetInlineStart: `calc(var(--gutter) + ${column * (width_px + gap_px)}px)`,
              top: line.start - offset_px,
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
                onFocus={() => active !== index && setActive(index)}
              >
                {renderItem(item, {
                  index,
                  width_px,
                  height_px,
                  tabIndex: index === Math.min(active, items.length - 1) ? 0 : -1,
                  isLazy: line.index > 2,
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
          }),
        )}
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
