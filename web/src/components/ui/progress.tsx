import type { CSSProperties } from 'react'
import { cn } from '@/lib/cn'

export interface ProgressProps {
  /** Share done in 0..1; null while it is not known. */
  value: number | null
  'aria-label': string
  tone?: 'ember' | 'bone' | 'jade'
  /** A hairline under a line of text. */
  isThin?: boolean
  className?: string
}

const FILL = { ember: 'bg-ember', bone: 'bg-bone', jade: 'bg-jade' }

export function Progress({ value, tone = 'ember', isThin = false, className, ...props }: ProgressProps) {
  const percent = value === null ? undefined : Math.round(Math.min(1, Math.max(0, value)) * 100)
  return (
    <div
      role="progressbar"
      aria-label={props['aria-label']}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className={cn('w-full overflow-hidden rounded-full bg-bone/15', isThin ? 'h-0.5' : 'h-1', className)}
    >
      <div
        style={{ '--done': (percent ?? 100) / 100 } as CSSProperties}
        className={cn(
          'h-full origin-left scale-x-(--done) rounded-full transition-transform duration-(--ms-card) ease-cine rtl:origin-right',
          value === null ? 'animate-pulse bg-bone/40' : FILL[tone],
        )}
      />
    </div>
  )
}
