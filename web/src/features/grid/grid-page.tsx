import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { useSearchParams } from 'react-router'
import { EmptyState } from '@/components/empty-state'
import { GridSkeleton } from '@/components/grid-skeleton'
import { Loaded } from '@/components/loaded'
import { fetchMore, MoreFailed } from '@/components/more-pages'
import { PageTitle } from '@/components/page-title'
import type { RowCell } from '@/components/row'
import { TitleCard } from '@/components/title-card'
import { TitleGrid } from '@/components/title-grid'
import { Button } from '@/components/ui/button'
import type { TitleCardShape } from '@/lib/title-types'
import { GridBar } from './grid-bar'
import { type GridFilter, type Kind, readFilter, writeFilter } from './grid-filter'
import { useTitles } from './use-titles'

const itemKey = (title: TitleCardShape) => title.id
const renderItem = (title: TitleCardShape, cell: RowCell) => <TitleCard title={title} {...cell} />

export const FilmsPage = () => <GridPage key="movie" kind="movie" />
export const SeriesPage = () => <GridPage key="series" kind="series" />

/** All films or all series as a wall; order and filters stand in the address. */
function GridPage({ kind }: { kind: Kind }) {
  const { t } = useLingui()
  const [params, setParams] = useSearchParams()
  const filter = readFilter(params)
  const titles = useTitles(kind, filter)
  const name = kind === 'movie' ? t`Films` : t`Series`
  const change = (changes: Partial<GridFilter>) =>
    setParams((known) => writeFilter(known, changes), { replace: true, preventScrollReset: true })
  const total = titles.data?.pages[0]?.total
  return (
    <div className="pt-(--page-top)">
      <PageTitle>{name}</PageTitle>
      <div className="flex flex-wrap items-baseline gap-x-4 gutter">
        <h1 className="serif text-40 xl:text-56">{name}</h1>
        {total !== undefined && (
          <p role="status" className="text-15 text-smoke tabular">
            {t`${plural(total, { one: '# title', other: '# titles' })}`}
          </p>
        )}
      </div>
      <GridBar kind={kind} filter={filter} onChange={change} />
      <Loaded query={titles} level={2} skeleton={<GridSkeleton />}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items)
          if (items.length === 0)
            return <NoTitles filter={filter} onReset={() => setParams({}, { replace: true })} />
          return (
            <TitleGrid
              // Another order is another wall: the focus begins at its start.
              key={`${filter.sort} ${filter.genre} ${filter.letter}`}
              aria-label={name}
              items={items}
              itemKey={itemKey}
              renderItem={renderItem}
              onNearEnd={() => fetchMore(titles)}
            />
          )
        }}
      </Loaded>
      {titles.data && <MoreFailed pages={titles} />}
    </div>
  )
}

function NoTitles({ filter, onReset }: { filter: GridFilter; onReset: () => void }) {
  const { t } = useLingui()
  const isFiltered = filter.genre !== null || filter.letter !== null
  if (isFiltered)
    return (
      <EmptyState title={t`Nothing in this corner`} action={<Button onClick={onReset}>{t`Show all`}</Button>}>
        {t`No title fits these filters.`}
      </EmptyState>
    )
  return (
    <EmptyState title={t`This shelf is still empty`}>
      {t`Titles appear here as soon as a library holds them.`}
    </EmptyState>
  )
}
