import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { type CSSProperties, type ReactNode, useEffect } from 'react'
import { LANDSCAPE_CAPTION_PX, LandscapeCard } from '@/components/landscape-card'
import { hasMissingPage, MoreFailed } from '@/components/more-pages'
import { Row, type RowCell } from '@/components/row'
import { TitleCard } from '@/components/title-card'
import type { CardShape } from '@/lib/card-metrics'
import { paths } from '@/lib/paths'
import type { TitleCardShape } from '@/lib/title-types'
import { useFormat } from '@/lib/use-format'
import type { HomeRowProps } from './row-props'
import { useRowNames } from './row-name'
import { useRowTitles } from './use-row-titles'

const itemKey = (title: TitleCardShape) => title.id

const renderPoster = (title: TitleCardShape, cell: RowCell) => <TitleCard title={title} {...cell} />
const renderLandscape = (title: TitleCardShape, cell: RowCell) => <WideCard title={title} cell={cell} />
const renderRanked = (title: TitleCardShape, cell: RowCell) => <RankedCard title={title} cell={cell} />

export function PosterRow(props: HomeRowProps) {
  return <TitleRow {...props} shape="poster" renderItem={renderPoster} />
}

export function LandscapeRow(props: HomeRowProps) {
  return <TitleRow {...props} shape="landscape" renderItem={renderLandscape} />
}

export function RankedRow(props: HomeRowProps) {
  return <TitleRow {...props} shape="ranked" renderItem={renderRanked} />
}

interface TitleRowProps extends HomeRowProps {
  shape: CardShape
  renderItem: (title: TitleCardShape, cell: RowCell) => ReactNode
}

function TitleRow({ row, isLazy, onLength, shape, renderItem }: TitleRowProps) {
  const nameOf = useRowNames()
  const { items, pages, onNearEnd } = useRowTitles(row)
  useEffect(() => onLength(row.id, items.length), [onLength, row.id, items.length])
  const to = rowPage(row.id)
  return (
    <Row
      id={row.id}
      name={nameOf(row)}
      {...(row.reason ? { why: row.reason } : {})}
      {...(to ? { to } : {})}
      items={items}
      itemKey={itemKey}
      renderItem={renderItem}
      shape={shape}
      caption_px={shape === 'landscape' ? LANDSCAPE_CAPTION_PX : 0}
      isLazy={isLazy}
      onNearEnd={onNearEnd}
      tail={hasMissingPage(pages) && <MoreFailed pages={pages} />}
    />
  )
}

/** The page that shows all of a row, where there is one. */
export function rowPage(row_id: string): string | null {
  if (row_id === 'list') return paths.myList
  if (row_id === 'series') return paths.series
  if (row_id.startsWith('genre:')) return `${paths.films}?genre=${encodeURIComponent(row_id.slice(6))}`
  return null
}

function WideCard({ title, cell }: { title: TitleCardShape; cell: RowCell }) {
  const { t } = useLingui()
  const format = useFormat()
  const count = title.episode_count ?? 0
  const size =
    title.kind === 'series'
      ? t`${plural(count, { one: '# episode', other: '# episodes' })}`
      : title.duration_s && format.duration(title.duration_s)
  return (
    <LandscapeCard
      title={title}
      {...cell}
      to={paths.title(title.id)}
      caption={[title.year, size].filter(Boolean).join(', ')}
    />
  )
}

/** A poster with its place in the house's ranking behind it. */
function RankedCard({ title, cell }: { title: TitleCardShape; cell: RowCell }) {
  const width_px = Math.round(cell.height_px * (2 / 3))
  const place = cell.index + 1
  const style = {
    '--card-width': `${width_px}px`,
    marginInlineStart: cell.width_px - width_px,
  } as CSSProperties
  return (
    <div className="relative" style={{ width: cell.width_px }}>
      <span
        aria-hidden
        className="ranked-numeral"
        style={{ fontSize: cell.height_px * (place > 9 ? 0.66 : 0.86) }}
      >
        {place}
      </span>
      <div className="relative" style={style}>
        <TitleCard title={title} {...cell} width_px={width_px} />
      </div>
    </div>
  )
}
