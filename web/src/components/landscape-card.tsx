import type { CSSProperties } from 'react'
import { Link } from 'react-router'
import { markLeaving } from '@/lib/leaving-art'
import { paths } from '@/lib/paths'
import { HoverCard } from './hover-card'
import { Poster } from './poster'
import { playPath, useTitleFacts } from './title-actions'
import { type CardProps, cardProgress } from './title-card'

export interface LandscapeCardProps extends CardProps {
  /** Under the title; default: what is left and when it ends. For an episode "S2 E4, The Long Night". */
  caption?: string
  /** Default: plays at once, as a Continue card does. */
  to?: string
  /** On a Continue card: the item it plays. */
  continues?: string
}

/** A wide card with two lines under it, for Continue watching and for episodes. */
export function LandscapeCard({
  title,
  width_px,
  height_px,
  tabIndex,
  ref,
  isLazy,
  reason,
  caption,
  to,
  continues,
}: LandscapeCardProps) {
  const facts = useTitleFacts(title)
  const done = cardProgress(title)
  const second = caption ?? facts
  return (
    <HoverCard title={title} continues={continues} {...(reason ? { reason } : {})}>
      <Link
        ref={ref}
        to={to ?? (continues ? paths.play(continues) : playPath(title))}
        viewTransition={to !== undefined}
        onClick={to ? markLeaving : undefined}
        tabIndex={tabIndex}
        data-roving
        draggable={false}
        className="card-art"
        style={{ height: height_px } as CSSProperties}
      >
        <span className="sr-only">{`${title.title}, ${second}`}</span>
        <Poster
          image={title.backdrop}
          kind="still"
          title={title.title}
          sizes={width_px}
          hasDrawnTitle={false}
          isLazy={isLazy ?? false}
        />
        {done !== null && (
          <span className="card-progress" style={{ '--done': `${done * 100}%` } as CSSProperties} />
        )}
      </Link>
      <div aria-hidden className="absolute inset-x-0 top-full pt-2.5 text-13">
        <div className="truncate text-bone">{title.title}</div>
        <div className="truncate text-smoke tabular">{second}</div>
      </div>
    </HoverCard>
  )
}

/** The height of the two lines under a landscape card. */
export const LANDSCAPE_CAPTION_PX = 50
