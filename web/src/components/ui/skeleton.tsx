import { useLingui } from '@lingui/react/macro'
import type { ComponentProps, ReactNode } from 'react'
import { cn } from '@/lib/cn'

/** A place kept for content of the same geometry. Shows after 150 ms, so that a fast answer never flickers. */
export function Skeleton({ className, ...props }: ComponentProps<'div'>) {
  return <div aria-hidden className={cn('skeleton-shape skeleton', className)} {...props} />
}

/** Around a page's skeletons: says once, to those who cannot see them, that something is coming. */
export function SkeletonGroup({ children, className }: { children: ReactNode; className?: string }) {
  const { t } = useLingui()
  return (
    <div role="status" aria-label={t`Loading`} className={className}>
      {children}
    </div>
  )
}
