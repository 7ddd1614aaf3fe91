import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Shuffle } from 'lucide-react'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { EmptyState } from '@/components/empty-state'
import { GridSkeleton } from '@/components/grid-skeleton'
import { lazyPart } from '@/components/lazy-part'
import { Loaded } from '@/components/loaded'
import { PageTitle } from '@/components/page-title'
import type { RowCell } from '@/components/row'
import { TitleCard } from '@/components/title-card'
import { TitleGrid } from '@/components/title-grid'
import { Button } from '@/components/ui/button'
import { Select } from '@/components/ui/select'
import { paths } from '@/lib/paths'
import type { TitleCardShape } from '@/lib/title-types'
import { listQuery, readSort } from './queries'

const PickForMe = lazyPart(() => import('./pick-for-me').then((module) => module.PickForMe))

const itemKey = (title: TitleCardShape) => title.id
const renderItem = (title: TitleCardShape, cell: RowCell) => <TitleCard title={title} {...cell} />

export function MyListPage() {
  const { t } = useLingui()
  const [params, setParams] = useSearchParams()
  const sort = readSort(params)
  const list = useQuery({ ...listQuery(sort), placeholderData: keepPreviousData })
  const [isPicking, setPicking] = useState(false)
  const stopPicking = () => setPicking(false)
  // Taken off a moment ago: the card is gone at once, the server's list follows.
  const titles = list.data?.filter((title) => title.is_in_list)
  const count = titles?.length ?? 0
  return (
    <div className="pt-(--page-top)">
      <PageTitle>{t`My List`}</PageTitle>
      <div className="mb-6 flex flex-wrap items-center gap-x-4 gap-y-4 gutter">
        <div className="flex items-baseline gap-4">
          <h1 className="serif text-40 xl:text-56">{t`My List`}</h1>
          {count > 0 && (
            <p className="text-15 text-smoke tabular">
              {t`${plural(count, { one: '# title', other: '# titles' })}`}
            </p>
          )}
        </div>
        {count > 0 && (
          <div className="flex flex-wrap gap-3 sm:ms-auto">
            <Select
              look="quiet"
              aria-label={t`Order`}
              value={sort}
              onValueChange={(value) =>
                setParams(value === 'added' ? {} : { sort: value }, { replace: true })
              }
              options={[
                { value: 'added', label: t`Latest first` },
                { value: 'duration', label: t`Shortest first` },
                { value: 'title', label: t`A to Z` },
              ]}
            />
            <Button variant="primary" onClick={() => setPicking(true)}>
              <Shuffle aria-hidden />
              {t`Pick for me`}
            </Button>
          </div>
        )}
      </div>
      <Loaded query={{ ...list, data: titles }} level={2} skeleton={<GridSkeleton />}>
        {(shown) =>
          shown.length === 0 ? (
            <EmptyState
              title={t`Nothing put aside yet`}
              action={
                <Button asChild>
                  <Link to={paths.films}>{t`Look around`}</Link>
                </Button>
              }
            >
              {t`Press + on any film or series, and it waits for you here.`}
            </EmptyState>
          ) : (
            <TitleGrid aria-label={t`My List`} items={shown} itemKey={itemKey} renderItem={renderItem} />
          )
        }
      </Loaded>
      {isPicking && titles && titles.length > 0 && (
        <PickForMe titles={titles} onClose={stopPicking} onMissing={stopPicking} />
      )}
    </div>
  )
}
