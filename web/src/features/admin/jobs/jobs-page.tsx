import { Trans, useLingui } from '@lingui/react/macro'
import { $api } from '@/api/client'
import { EmptyState } from '@/components/empty-state'
import { Button } from '@/components/ui/button'
import { ChoiceFilter, FilterBar } from '../parts/filter-bar'
import { PageHead } from '../parts/page-head'
import { QueryState } from '../parts/query-state'
import { useUrlFilter } from '../parts/use-url-filter'
import type { Job } from '../queries'
import { JobLine } from './job-line'

const STATES = ['running', 'queued', 'failed', 'succeeded', 'cancelled'] as const

export function JobsPage() {
  const { t } = useLingui()
  const [read, write] = useUrlFilter()
  const state = STATES.find((each) => each === read('state'))
  const jobs = $api.useInfiniteQuery(
    'get',
    '/api/admin/jobs',
    { params: { query: { ...(state ? { state } : {}), limit: 50 } } },
    { initialPageParam: null, getNextPageParam: (page) => page.next_cursor },
  )
  const options = [
    { value: '', label: t`All jobs` },
    { value: 'running', label: t`Running` },
    { value: 'queued', label: t`Waiting` },
    { value: 'failed', label: t`Failed` },
    { value: 'succeeded', label: t`Done` },
    { value: 'cancelled', label: t`Cancelled` },
  ]
  return (
    <>
      <PageHead
        title={t`Jobs`}
        note={t`What Kino does in the background, newest first. This page is live.`}
      />
      <FilterBar>
        <ChoiceFilter
          aria-label={t`State`}
          value={state ?? ''}
          onValueChange={(value) => write('state', value)}
          options={options}
        />
      </FilterBar>
      <QueryState query={jobs}>
        {({ pages }) => <JobList jobs={pages.flatMap((page) => page.items)} />}
      </QueryState>
      {jobs.hasNextPage && (
        <Button
          size="sm"
          className="mt-4"
          isBusy={jobs.isFetchingNextPage}
          onClick={() => void jobs.fetchNextPage()}
        >
          <Trans>Show more</Trans>
        </Button>
      )}
    </>
  )
}

function JobList({ jobs }: { jobs: readonly Job[] }) {
  const { t } = useLingui()
  if (jobs.length === 0)
    return (
      <EmptyState title={t`Nothing to do`}>
        <Trans>Scans, pictures and other work in the background are listed here.</Trans>
      </EmptyState>
    )
  return (
    <ul className="divide-y divide-ink-700 rounded-panel bg-ink-900 px-5 py-1.5">
      {jobs.map((job) => (
        <JobLine key={job.id} job={job} />
      ))}
    </ul>
  )
}
