import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from 'react-router'
import { Confirm } from '@/components/confirm'
import { EmptyState } from '@/components/empty-state'
import { Loaded } from '@/components/loaded'
import { fetchMore, MoreFailed } from '@/components/more-pages'
import { PageTitle } from '@/components/page-title'
import { Button } from '@/components/ui/button'
import { Skeleton } from '@/components/ui/skeleton'
import { paths } from '@/lib/paths'
import { groupByDay } from './group-by-day'
import { HistoryList } from './history-list'
import { useForget } from './use-forget'
import { useHistory } from './use-history'

/** Every sitting of this profile, by day. */
export function HistoryPage() {
  const { t } = useLingui()
  const history = useHistory()
  const { hidden, forget, forgetAll } = useForget()
  const entries = history.data?.pages.flatMap((page) => page.items).filter((entry) => !hidden.has(entry.id))
  return (
    <div className="gutter pt-(--page-top)">
      <PageTitle>{t`History`}</PageTitle>
      <div className="mb-6 flex flex-wrap items-center justify-between gap-4">
        <h1 className="serif text-40 xl:text-56">{t`History`}</h1>
        {(entries?.length ?? 0) > 0 && (
          <Confirm
            trigger={<Button variant="ghost">{t`Clear history`}</Button>}
            title={t`Clear the whole history?`}
            description={
              <Trans>
                Every sitting of this profile is forgotten, and this cannot be undone. Where you stopped in
                films and what counts as watched stays.
              </Trans>
            }
            action={t`Clear history`}
            onConfirm={forgetAll}
          />
        )}
      </div>
      <Loaded query={{ ...history, data: entries }} level={2} skeleton={<HistorySkeleton />}>
        {(shown) =>
          shown.length === 0 && !history.hasNextPage ? (
            <EmptyState
              title={t`No film has run yet`}
              action={
                <Button asChild>
                  <Link to={paths.home}>{t`Find something`}</Link>
                </Button>
              }
            >
              {t`What you watch is noted here, for this profile only.`}
            </EmptyState>
          ) : (
            <HistoryList
              lines={groupByDay(shown)}
              onForget={(entry_id, name) => void forget(entry_id, name)}
              onNearEnd={() => fetchMore(history)}
            />
          )
        }
      </Loaded>
      {history.data && <MoreFailed pages={history} />}
    </div>
  )
}

function HistorySkeleton() {
  return [0, 1, 2, 3, 4, 5].map((line) => (
    <div key={line} className="flex items-center gap-5 py-3">
      <Skeleton className="aspect-video w-32" />
      <Skeleton className="h-10 w-64 rounded-control" />
    </div>
  ))
}
