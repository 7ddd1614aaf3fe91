import { memo, useMemo, useState } from 'react'
import { rowHeight } from '@/components/row'
import { LANDSCAPE_CAPTION_PX } from '@/components/landscape-card'
import { VirtualRows } from '@/components/virtual-rows'
import { type CardMetrics, type CardShape, cardMetrics } from '@/lib/card-metrics'
import { cn } from '@/lib/cn'
import { usePageWidth } from '@/lib/use-page-width'
import { BAND_PADDING_PX, EditorialBand } from './editorial-band'
import { ContinueRow } from './continue-row'
import { LandscapeRow, PosterRow, RankedRow } from './title-rows'
import type { HomeRow } from './queries'
import type { HomeRowProps } from './row-props'

interface PlacedRow {
  id: string
  length: number
  height_px: number
  row: HomeRow
  onLength: (row_id: string, length: number) => void
}

const SHAPES: Record<HomeRow['kind'], CardShape> = {
  continue: 'landscape',
  landscape: 'landscape',
  posters: 'poster',
  ranked: 'ranked',
  editorial: 'poster',
}

function heightOf(kind: HomeRow['kind'], metrics: CardMetrics): number {
  const caption_px = SHAPES[kind] === 'landscape' ? LANDSCAPE_CAPTION_PX : 0
  return rowHeight(metrics, caption_px) + (kind === 'editorial' ? BAND_PADDING_PX : 0)
}

const KINDS = {
  continue: ContinueRow,
  landscape: LandscapeRow,
  posters: PosterRow,
  ranked: RankedRow,
  editorial: EditorialBand,
}

const OneRow = memo(function OneRow({ row, isLazy, onLength }: HomeRowProps) {
  const Kind = KINDS[row.kind] ?? PosterRow
  return <Kind row={row} isLazy={isLazy} onLength={onLength} />
})

const renderRow = ({ row, onLength }: PlacedRow, index: number) => (
  <OneRow row={row} isLazy={index > 1} onLength={onLength} />
)

/** The rows of the home screen, in the rhythm the server gives them. */
export function HomeRows({ rows, isBelowHero }: { rows: readonly HomeRow[]; isBelowHero: boolean }) {
  const width_px = usePageWidth()
  const [lengths, setLengths] = useState<Readonly<Record<string, number>>>({})
  const placed = useMemo(() => {
    const onLength = (row_id: string, length: number) =>
      setLengths((known) => (known[row_id] === length ? known : { ...known, [row_id]: length }))
    return rows
      .filter((row) => row.items.length + row.continue_items.length > 0)
      .map((row) => ({
        id: row.id,
        length: Math.max(lengths[row.id] ?? 0, row.items.length, row.continue_items.length),
        height_px: heightOf(row.kind, cardMetrics(SHAPES[row.kind], width_px)),
        row,
        onLength,
      }))
  }, [rows, lengths, width_px])
  return (
    <div className={cn('relative', isBelowHero ? '-mt-16' : 'pt-(--page-top)')}>
      <VirtualRows rows={placed} renderRow={renderRow} />
    </div>
  )
}
