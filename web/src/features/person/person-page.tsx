import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useParams } from 'react-router'
import type { components } from '@/api/schema'
import { Loaded } from '@/components/loaded'
import { PageTitle } from '@/components/page-title'
import { Initials, useJobNames } from '@/components/person-card'
import { Poster } from '@/components/poster'
import type { RowCell } from '@/components/row'
import { GridSkeleton } from '@/components/grid-skeleton'
import { TitleCard } from '@/components/title-card'
import { TitleGrid } from '@/components/title-grid'
import { Skeleton } from '@/components/ui/skeleton'
import { useFormat } from '@/lib/use-format'
import { personQuery } from './queries'

type PersonDetail = components['schemas']['PersonDetail']
type PersonTitle = components['schemas']['PersonTitle']

const CAPTION_PX = 30
const itemKey = ({ card }: PersonTitle) => card.id
const renderItem = (part: PersonTitle, cell: RowCell) => <OnePart part={part} cell={cell} />

export function PersonPage() {
  const { t } = useLingui()
  const { person_id = '' } = useParams()
  const person = useQuery(personQuery(person_id))
  return (
    <article key={person_id} className="pt-(--page-top)">
      <PageTitle>{person.data?.name ?? t`Person`}</PageTitle>
      <Loaded query={person} skeleton={<PersonSkeleton />}>
        {(data) => (
          <>
            <PersonHead person={data} />
            <TitleGrid
              aria-label={t`In this house`}
              items={data.titles}
              itemKey={itemKey}
              renderItem={renderItem}
              caption_px={CAPTION_PX}
            />
          </>
        )}
      </Loaded>
    </article>
  )
}

function PersonHead({ person }: { person: PersonDetail }) {
  const { t } = useLingui()
  const format = useFormat()
  const jobName = useJobNames()
  const jobs = [...new Set(person.titles.flatMap((part) => part.jobs))].map(jobName)
  const years = person.titles.map((part) => part.card.year).filter((year) => year !== null)
  const span = years.length > 0 ? [...new Set([Math.min(...years), Math.max(...years)])].join('–') : null
  const count = person.titles.length
  return (
    <header className="mb-10 flex items-end gap-5 gutter sm:gap-8">
      <div className="relative aspect-4/5 w-28 shrink-0 overflow-hidden rounded-card sm:w-44">
        <Poster image={person.portrait} kind="portrait" title={person.name} sizes={176} isUrgent />
        {!person.portrait && <Initials name={person.name} className="text-40 sm:text-72" />}
      </div>
      <div className="min-w-0 pb-1">
        <h1 className="serif text-40 wrap-anywhere sm:text-56 xl:text-72">{person.name}</h1>
        <p className="mt-3 text-15 text-ash tabular">
          {[format.list(jobs), t`${plural(count, { one: '# title here', other: '# titles here' })}`, span]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
    </header>
  )
}

function OnePart({ part, cell }: { part: PersonTitle; cell: RowCell }) {
  const jobName = useJobNames()
  const words = part.characters.length > 0 ? part.characters : part.jobs.map(jobName)
  return (
    <>
      <TitleCard title={part.card} {...cell} />
      <p className="truncate pt-2 text-13 text-smoke" style={{ width: cell.width_px }}>
        {words.join(', ')}
      </p>
    </>
  )
}

function PersonSkeleton() {
  return (
    <>
      <div className="mb-10 flex items-end gap-5 gutter sm:gap-8">
        <Skeleton className="aspect-4/5 w-28 sm:w-44" />
        <Skeleton className="mb-8 h-14 w-[min(420px,60%)]" />
      </div>
      <GridSkeleton />
    </>
  )
}
