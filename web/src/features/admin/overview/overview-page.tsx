import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useFormat } from '@/lib/use-format'
import { PageHead } from '../parts/page-head'
import { QueryState } from '../parts/query-state'
import { type Overview, overviewQuery } from '../queries'
import { Disks } from './disks'
import { Health } from './health'
import { NeedsMe } from './needs-me'
import { RunningJobs } from './running-jobs'
import { WatchingNow } from './watching-now'

/** Four questions: is it healthy, who is watching, what is running, what needs me. */
export function OverviewPage() {
  const { t } = useLingui()
  const overview = useQuery({ ...overviewQuery(), refetchInterval: 15_000 })
  return (
    <>
      <PageHead title={t`Overview`} note={overview.data ? <Counts overview={overview.data} /> : ' '} />
      <QueryState query={overview} skeletonClass="h-96">
        {(data) => (
          <div className="grid grid-cols-1 gap-4 xl:grid-cols-2">
            <Health overview={data} className="xl:col-span-2" />
            <WatchingNow />
            <NeedsMe needs={data.needs_me} />
            <RunningJobs jobs={data.jobs} />
            <Disks disks={data.disks} />
          </div>
        )}
      </QueryState>
    </>
  )
}

function Counts({ overview: { counts } }: { overview: Overview }) {
  const { t } = useLingui()
  const format = useFormat()
  return format.list([
    t`${plural(counts.movie_count, { one: '# film', other: '# films' })}`,
    t`${plural(counts.series_count, { one: '# series', other: '# series' })}`,
    t`${plural(counts.episode_count, { one: '# episode', other: '# episodes' })}`,
    t`${plural(counts.member_count, { one: '# member', other: '# members' })}`,
  ])
}
