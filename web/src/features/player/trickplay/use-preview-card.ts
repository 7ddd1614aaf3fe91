import { type RefObject, useEffect, useRef } from 'react'
import { useFormat } from '@/lib/use-format'
import { chapterAt } from '../chapters'
import { usePlayback, usePlayer } from '../player-context'
import { TileReader } from './tile-reader'
import { placeInParts } from '../engine/part-clock'
import { tileAt } from './tiles'

/** Of the line's width; a phone shows the picture smaller than it was drawn. */
const MOST_SHARE = 0.46
/** Once the film runs; what draws the pictures should not delay its first second. */
const ASKS_AFTER_MS = 1_500

export interface PreviewCard {
  card: RefObject<HTMLDivElement | null>
  /** The card stands at this second, with its picture as far as there is one. */
  show(at_s: number): void
}

/** The card over the timeline. It follows the pointer without rendering anything. */
export function usePreviewCard(line: RefObject<HTMLElement | null>): PreviewCard {
  const { engine } = usePlayer()
  const format = useFormat()
  const card = useRef<HTMLDivElement>(null)
  const reader = useRef<TileReader | null>(null)
  const shown_s = useRef<number | null>(null)
  const chapters = usePlayback((state) => state.plan?.chapters)
  const item_id = usePlayback((state) => state.plan?.item_id)
  const isRunning = usePlayback((state) => state.phase === 'ready' && !state.isWaiting)

  const draw = (at_s: number) => {
    const { duration_s } = engine
    const element = card.current
    if (!line.current || !element || !duration_s) return
    const [picture, name, time] = element.children as unknown as HTMLElement[]
    if (!picture || !name || !time) return
    const { plan } = engine.store.get()
    const { index, within_s } = placeInParts(plan?.parts ?? [], at_s)
    const file_id = plan?.parts[index]?.file_id
    const tiles = file_id && reader.current?.find(file_id, within_s)
    const tile = tiles ? tileAt(tiles, within_s) : null
    const width_px = line.current.clientWidth
    picture.hidden = !tile
    if (tile) {
      const scale = Math.min(1, (width_px * MOST_SHARE) / tile.width_px)
      picture.style.width = `${tile.width_px * scale}px`
      picture.style.height = `${tile.height_px * scale}px`
      picture.style.backgroundImage = `url("${tile.sheet_url}")`
      picture.style.backgroundSize = `${tile.sheet_width_px * scale}px auto`
      picture.style.backgroundPosition = `${-tile.left_px * scale}px ${-tile.top_px * scale}px`
    }
    const chapter = chapters?.[chapterAt(chapters, at_s)]?.title ?? ''
    name.textContent = chapter
    name.hidden = chapter === ''
    time.textContent = format.clock(at_s)
    const half_px = element.offsetWidth / 2
    const wanted_px = (at_s / duration_s) * width_px
    element.style.left = `${Math.min(Math.max(wanted_px, half_px), Math.max(half_px, width_px - half_px))}px`
  }
  const redraw = useRef(draw)
  useEffect(() => {
    redraw.current = draw
  })

  useEffect(() => {
    if (!item_id) return
    const opened = new TileReader(() => {
      if (shown_s.current !== null) redraw.current(shown_s.current)
    })
    reader.current = opened
    return () => {
      opened.close()
      reader.current = null
    }
  }, [item_id])
  useEffect(() => {
    if (!isRunning || !item_id) return
    const timer = setTimeout(() => {
      const { plan } = engine.store.get()
      const { index, within_s } = placeInParts(plan?.parts ?? [], engine.position_s)
      const file_id = plan?.parts[index]?.file_id
      if (file_id) reader.current?.find(file_id, within_s)
    }, ASKS_AFTER_MS)
    return () => clearTimeout(timer)
  }, [engine, item_id, isRunning])

  return {
    card,
    show(at_s) {
      shown_s.current = at_s
      draw(at_s)
    },
  }
}
