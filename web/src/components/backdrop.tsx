import type { ReactNode } from 'react'
import type { ImageRef } from '@/api/types'
import { cn } from '@/lib/cn'
import { Poster } from './poster'

export interface BackdropProps {
  image: ImageRef | null
  /** Draws the picture when there is none. */
  title: string
  /** "78vh" for the hero of Browse, "70vh" for a title's page. */
  height?: string
  /** The card that was clicked grows into this picture; one on a page, and not on pages that one leaves by cards. */
  isArrival?: boolean
  /** Lies above the scrims, at the lower left: title, synopsis, buttons. */
  children?: ReactNode
  className?: string
}

/** The picture that owns the top of a page. Two scrims of the page's own colour melt it into what follows. */
export function Backdrop({
  image,
  title,
  height = '78vh',
  isArrival = false,
  children,
  className,
}: BackdropProps) {
  return (
    <div
      className={cn('relative isolate flex items-end', className)}
      style={{ minHeight: `max(460px, ${height})` }}
    >
      <div
        className={cn(
          'absolute inset-0 -z-1 overflow-hidden',
          isArrival && '[view-transition-name:title-art]',
        )}
      >
        <Poster image={image} kind="backdrop" title={title} sizes="100vw" isUrgent hasDrawnTitle={false} />
        {/* On a phone the words stand below each other, so the light must go from below; on a wide page from the side too. */}
        <div className="absolute inset-0 hidden bg-linear-to-r from-ink-950 via-ink-950/60 via-32% to-transparent to-70% md:block rtl:bg-linear-to-l" />
        <div className="absolute inset-x-0 bottom-0 h-full bg-linear-to-t from-ink-950 from-12% via-ink-950/80 via-60% to-transparent md:h-3/5 md:from-4% md:via-ink-950/60 md:via-38%" />
      </div>
      {/* On a phone the words may be longer than the picture is high: it grows, and its upper part stays free. */}
      <div className="w-full gutter pt-[40vw] pb-24 md:pt-28 lg:pb-28">{children}</div>
    </div>
  )
}
