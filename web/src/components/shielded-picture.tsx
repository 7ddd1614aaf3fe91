import type { ReactNode } from 'react'
import { cn } from '@/lib/cn'

/** A picture that shows no more than its colours while it is hidden. Fills its parent, which cuts off the edges. */
export function ShieldedPicture({ isHidden, children }: { isHidden: boolean; children: ReactNode }) {
  return <span className={cn('absolute inset-0', isHidden && 'scale-110 blur-lg')}>{children}</span>
}
