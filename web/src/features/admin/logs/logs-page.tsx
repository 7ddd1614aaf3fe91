import { Trans, useLingui } from '@lingui/react/macro'
import { keepPreviousData } from '@tanstack/react-query'
import { $api } from '@/api/client'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Switch } from '@/components/ui/switch'
import { ChoiceFilter, FilterBar, TextFilter } from '../parts/filter-bar'
import { PageHead } from '../parts/page-head'
import { QueryState } from '../parts/query-state'
import { useTypedFilter, useUrlFilter } from '../parts/use-url-filter'
import { LogLine } from './log-line'

const LEVELS = ['debug', 'info', 'warning', 'error'] as const
const POLL_MS = 2000

/** The server's log, newest first; it follows by itself until older lines are read. */
export function LogsPage() {
  const { t } = useLingui()
  const [read, write] = useUrlFilter()
  const [text, setText] = useTypedFilter('q')
  const level = LEVELS.find((each) => each === read('level')) ?? 'info'
  const isFollowing = read('follow') !== 'off'
  const logs = $api.useInfiniteQuery(
    'get',
    '/api/admin/logs',
    { params: { query: { level, query: read('q'), limit: 100 } } },
    {
      initialPageParam: null,
      getNextPageParam: (page) => page.next_cursor,
      placeholderData: keepPreviousData,
      // Several pages would be asked for at each turn, and move under the reader's eyes.
      refetchInterval: (query) => isFollowing && (query.state.data?.pages.length ?? 0) <= 1 && POLL_MS,
    },
  )
  return (
    <>
      <PageHead title={t`Logs`} note={t`Newest first. Passwords and links never stand in it.`} />
      <FilterBar>
        <TextFilter label={t`Text in the line`} value={text} onValueChange={setText} />
        <ChoiceFilter
          aria-label={t`Level`}
          value={level}
          onValueChange={(value) => write('level', value === 'info' ? '' : value)}
          options={[
            { value: 'debug', label: t`Everything` },
            { value: 'info', label: t`Information and above` },
            { value: 'warning', label: t`Warnings and errors` },
            { value: 'error', label: t`Errors only` },
          ]}
        />
        <Field layout="row" label={<span className="text-13">{t`Follow`}</span>} className="ms-2 gap-3!">
          <Switch checked={isFollowing} onCheckedChange={(isOn) => write('follow', isOn ? '' : 'off')} />
        </Field>
      </FilterBar>
      <QueryState query={logs}>
        {({ pages }) => {
          const lines = pages.flatMap((page) => page.items)
          if (lines.length === 0)
            return (
              <p className="rounded-panel bg-ink-900 px-5 py-10 text-center text-ash">
                <Trans>No line fits these filters.</Trans>
              </p>
            )
          return (
            <ol className="overflow-hidden rounded-panel bg-ink-900 py-1.5">
              {lines.map((line, index) => (
                // Lines have no id; the same text at the same instant may stand there twice.
                <LogLine key={`${line.at} ${line.event} ${lines.length - index}`} line={line} />
              ))}
            </ol>
          )
        }}
      </QueryState>
      {logs.hasNextPage && (
        <Button
          size="sm"
          className="mt-4"
          isBusy={logs.isFetchingNextPage}
          onClick={() => void logs.fetchNextPage()}
        >
          <Trans>Older lines</Trans>
        </Button>
      )}
    </>
  )
}
