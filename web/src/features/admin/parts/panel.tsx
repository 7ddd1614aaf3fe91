import { type ReactNode, useId } from 'react'
import { cn } from '@/lib/cn'

export interface PanelProps {
  title: string
  /** Right of the title. */
  action?: ReactNode
  children: ReactNode
  className?: string
}

export function Panel({ title, action, children, className }: PanelProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} className={cn('min-w-0 rounded-panel bg-ink-900 p-5', className)}>
      <div className="mb-4 flex min-h-8 items-center justify-between gap-4">
        <h2 id={id} className="serif text-17">
          {title}
        </h2>
        {action}
      </div>
      {children}
    </section>
  )
}
