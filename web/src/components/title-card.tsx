import { useLingui } from '@lingui/react/macro'
import type { CSSProperties, Ref } from 'react'
import { Link } from 'react-router'
import type { TitleCardData } from '@/api/types'
import { paths } from '@/lib/paths'
import { useFormat } from '@/lib/use-format'
import { markLeaving } from '@/lib/leaving-art'
import { HoverCard } from './hover-card'
import { Poster } from './poster'

export interface CardProps {
  title: TitleCardData
  /** Given by the row. */
  width_px: number
  height_px: number
  tabIndex?: number
  ref?: Ref<HTMLAnchorElement>
  isLazy?: boolean
  reason?: string
}

/** A poster that leads to its title's page. */
export function TitleCard({ title, width_px, height_px, tabIndex, ref, isLazy, reason }: CardProps) {
  const { t } = useLingui()
  const format = useFormat()
  const marks = title.unwatched_count && title.kind === 'series' ? format.count(title.unwatched_count) : null
  const done = cardProgress(title)
  const spoken = [
    title.title,
    title.year,
    marks && t`${marks} episodes to watch`,
    title.progress?.is_watched && t`watched`,
    title.has_stand_in && t`sample film`,
  ]
  const style: CSSProperties = { height: height_px }
  return (
    <HoverCard title={title} {...(reason ? { reason } : {})}>
      <Link
        ref={ref}
        to={paths.title(title.id)}
        viewTransition
        onClick={markLeaving}
        tabIndex={tabIndex}
        data-roving
        draggable={false}
        className="card-art"
        style={style}
      >
        <span className="sr-only">{spoken.filter(Boolean).join(', ')}</span>
        <Poster
          image={title.poster}
          kind="poster"
          title={title.title}
          note={title.year}
          sizes={width_px}
          isLazy={isLazy ?? false}
        />
        {marks && (
          <span aria-hidden className="card-mark">
            {marks}
          </span>
        )}
        {done !== null && (
          <span className="card-progress" style={{ '--done': `${done * 100}%` } as CSSProperties} />
        )}
      </Link>
    </HoverCard>
  )
}

/** The share watched in 0..1 of something begun and not finished; null shows no line. */
export function cardProgress(title: TitleCardData): number | null {
  const { progress } = title
  const duration_s = progress?.duration_s ?? title.duration_s
  if (!progress || progress.is_watched || progress.position_s <= 0 || !duration_s) return null
  return Math.min(1, progress.position_s / duration_s)
}
