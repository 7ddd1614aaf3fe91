import { Trans, useLingui } from '@lingui/react/macro'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { $api } from '@/api/client'
import { adminLibrariesQuery } from '@/api/live-scan'
import { fetchMore, MoreFailed } from '@/components/more-pages'
import { Badge } from '@/components/ui/badge'
import { Table, type TableColumn } from '@/components/ui/table'
import { paths } from '@/lib/paths'
import { useTechnicalFormat } from '@/lib/use-technical-format'
import { ChoiceFilter, FilterBar, TextFilter } from '../parts/filter-bar'
import { PageHead } from '../parts/page-head'
import { QueryState } from '../parts/query-state'
import { useTypedFilter, useUrlFilter } from '../parts/use-url-filter'
import type { AdminTitle } from '../queries'
import { FeatureStar } from './feature-star'
import { RefreshButton } from './refresh-button'

const KINDS = ['movie', 'series'] as const
// As wide as a button is for a finger, and the cell's margins.
const BUTTON_WIDTH = '68px'
const SORTS = ['title', 'added', 'year', 'duration'] as const

/** Every title of every library as one table, however many there are. */
export function TitlesPage() {
  const { t } = useLingui()
  const format = useTechnicalFormat()
  const [read, write] = useUrlFilter()
  const [text, setText] = useTypedFilter('q')
  const libraries = useQuery(adminLibrariesQuery())
  const library_id = read('library')
  const kind = KINDS.find((each) => each === read('kind'))
  const sort = SORTS.find((each) => each === read('sort')) ?? 'title'
  const query = {
    query: read('q'),
    sort,
    limit: 100,
    ...(library_id ? { library_id } : {}),
    ...(kind ? { kind } : {}),
  }
  const titles = $api.useInfiniteQuery(
    'get',
    '/api/admin/titles',
    { params: { query } },
    {
      initialPageParam: null,
      getNextPageParam: (page) => page.next_cursor,
      placeholderData: keepPreviousData,
    },
  )
  const total = titles.data?.pages[0]?.total
  const columns = useTitleColumns()
  return (
    <>
      <PageHead
        title={t`Titles`}
        note={total === undefined ? ' ' : <Trans>{format.count(total)} in this list</Trans>}
      />
      <FilterBar>
        <TextFilter label={t`Title begins with`} value={text} onValueChange={setText} />
        <ChoiceFilter
          aria-label={t`Library`}
          value={library_id}
          onValueChange={(value) => write('library', value)}
          options={[
            { value: '', label: t`All libraries` },
            ...(libraries.data ?? []).map((library) => ({ value: library.id, label: library.name })),
          ]}
        />
        <ChoiceFilter
          aria-label={t`Kind`}
          value={kind ?? ''}
          onValueChange={(value) => write('kind', value)}
          options={[
            { value: '', label: t`Films and series` },
            { value: 'movie', label: t`Films` },
            { value: 'series', label: t`Series` },
          ]}
        />
        <ChoiceFilter
          aria-label={t`Order`}
          value={sort}
          onValueChange={(value) => write('sort', value === 'title' ? '' : value)}
          options={[
            { value: 'title', label: t`By title` },
            { value: 'added', label: t`Newest first` },
            { value: 'year', label: t`By year` },
            { value: 'duration', label: t`By running time` },
          ]}
        />
      </FilterBar>
      <QueryState query={titles}>
        {({ pages }) => (
          <Table
            aria-label={t`Titles`}
            columns={columns}
            rows={pages.flatMap((page) => page.items)}
            rowKey={(row) => row.card.id}
            onNearEnd={() => fetchMore(titles)}
            maxHeight="calc(100dvh - 260px)"
            empty={<Trans>No title fits these filters.</Trans>}
          />
        )}
      </QueryState>
      {titles.data && <MoreFailed pages={titles} />}
    </>
  )
}

function useTitleColumns(): TableColumn<AdminTitle>[] {
  const { t } = useLingui()
  const format = useTechnicalFormat()
  return [
    {
      key: 'star',
      header: <span className="sr-only">{t`Featured`}</span>,
      width: BUTTON_WIDTH,
      cell: (row) => <FeatureStar row={row} />,
    },
    {
      key: 'title',
      header: t`Title`,
      width: 'minmax(220px,3fr)',
      cell: ({ card }) => (
        <Link to={paths.title(card.id)} className="rounded-control text-bone hover:underline">
          {card.title}
        </Link>
      ),
    },
    { key: 'year', header: t`Year`, width: '72px', align: 'end', cell: ({ card }) => card.year },
    {
      key: 'kind',
      header: t`Kind`,
      width: '96px',
      cell: ({ card }) => (
        <Badge tone="quiet">
          {card.kind === 'movie' ? t`Film` : t({ message: 'Series', context: 'one title' })}
        </Badge>
      ),
    },
    {
      key: 'duration',
      header: t`Length`,
      width: '124px',
      align: 'end',
      cell: ({ card }) => card.duration_s !== null && format.duration(card.duration_s),
    },
    { key: 'library', header: t`Library`, width: 'minmax(120px,1fr)', cell: (row) => row.library_name },
    {
      key: 'files',
      header: t`Files`,
      width: '72px',
      align: 'end',
      cell: (row) => format.count(row.file_count),
    },
    {
      key: 'size',
      header: t`Size`,
      width: '96px',
      align: 'end',
      cell: (row) => format.bytes(row.size_bytes),
    },
    {
      key: 'added',
      header: t`Added`,
      width: '132px',
      align: 'end',
      cell: ({ card }) => format.relative(card.added_at),
    },
    {
      key: 'refresh',
      header: <span className="sr-only">{t`Refresh`}</span>,
      width: BUTTON_WIDTH,
      cell: ({ card }) => <RefreshButton titleId={card.id} title={card.title} />,
    },
  ]
}
