import type { ReactNode } from 'react'
import { PageTitle } from '@/components/page-title'

export interface PageHeadProps {
  title: string
  /** A second line: counts, or what this page is for. A blank keeps the line for what is still being fetched. */
  note?: ReactNode
  actions?: ReactNode
}

export function PageHead({ title, note, actions }: PageHeadProps) {
  return (
    <div className="mb-6 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <PageTitle>{title}</PageTitle>
      <div>
        <h1 className="serif text-28">{title}</h1>
        {note && <p className="mt-1 min-h-[1lh] text-smoke tabular">{note}</p>}
      </div>
      {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
    </div>
  )
}
