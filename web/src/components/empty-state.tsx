import type { ReactNode } from 'react'
import { cn } from '@/lib/cn'

export interface EmptyStateProps {
  title: ReactNode
  /** One sentence: what would stand here and how it gets here. */
  children?: ReactNode
  /** Usually one Button. */
  action?: ReactNode
  /** Default h2; h1 when it is the whole page. */
  level?: 1 | 2
  className?: string
}

/** Nothing here yet, said in the serif voice of the house: three empty frames of a strip instead of a sad icon. */
export function EmptyState({ title, children, action, level = 2, className }: EmptyStateProps) {
  const Heading = level === 1 ? 'h1' : 'h2'
  return (
    <div className={cn('mx-auto flex max-w-[520px] flex-col items-center px-5 py-20 text-center', className)}>
      <svg
        aria-hidden
        viewBox="0 0 168 72"
        className="mb-8 w-42 text-ink-700"
        fill="none"
        stroke="currentColor"
      >
        <rect x="0.5" y="8.5" width="36" height="54" rx="4" opacity=".55" />
        <rect x="44.5" y=".5" width="48" height="71" rx="5" className="stroke-line" />
        <rect x="100.5" y="8.5" width="36" height="54" rx="4" opacity=".55" />
        <path d="M144.500 16.500h18a4 4 0 0 1 4 4v30a4 4 0 0 1-4 4h-18" opacity=".28" />
        <circle cx="68.500" cy="36" r="4" className="fill-ember" stroke="none" />
      </svg>
      <Heading className="serif text-28">{title}</Heading>
      {children && <p className="mt-3 text-15 text-pretty text-ash">{children}</p>}
      {action && <div className="mt-7 flex flex-wrap justify-center gap-3">{action}</div>}
    </div>
  )
}
