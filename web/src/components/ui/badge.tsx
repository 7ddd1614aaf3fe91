import { cva, type VariantProps } from 'class-variance-authority'
import type { ComponentProps } from 'react'
import { cn } from '@/lib/cn'

const badge = cva(
  'inline-flex items-center gap-1.5 rounded-[4px] px-1.5 py-0.5 text-12 font-medium whitespace-nowrap tabular',
  {
    variants: {
      tone: {
        /** 4K, HDR, Dolby 5.1: facts beside a title. */
        plain: 'text-ash ring-1 ring-line ring-inset',
        quiet: 'bg-bone/10 text-ash',
        gold: 'bg-gold/14 text-gold',
        jade: 'bg-jade/14 text-jade',
        rose: 'bg-rose/14 text-rose',
        ember: 'bg-ember text-white',
      },
    },
    defaultVariants: { tone: 'plain' },
  },
)

export interface BadgeProps extends ComponentProps<'span'>, VariantProps<typeof badge> {
  /** A dot before the text, in its colour: something runs. */
  isLive?: boolean
}

export function Badge({ tone, isLive, className, children, ...props }: BadgeProps) {
  return (
    <span className={cn(badge({ tone }), className)} {...props}>
      {isLive && <span className="size-1.5 animate-pulse rounded-full bg-current" />}
      {children}
    </span>
  )
}
