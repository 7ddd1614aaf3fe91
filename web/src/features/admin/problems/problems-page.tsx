import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { $api } from '@/api/client'
import { adminLibrariesQuery } from '@/api/live-scan'
import { EmptyState } from '@/components/empty-state'
import { Button } from '@/components/ui/button'
import { ChoiceFilter, FilterBar } from '../parts/filter-bar'
import { PageHead } from '../parts/page-head'
import { QueryState } from '../parts/query-state'
import { useUrlFilter } from '../parts/use-url-filter'
import { ProblemLine } from './problem-line'

/** What was skipped or is doubtful, each with its reason and a way to put it right. */
export function ProblemsPage() {
  const { t } = useLingui()
  const [read, write] = useUrlFilter()
  const libraries = useQuery(adminLibrariesQuery())
  const library_id = read('library')
  const showsIgnored = read('ignored') === '1'
  const problems = $api.useInfiniteQuery(
    'get',
    '/api/admin/problems',
    {
      params: {
        query: { limit: 50, show_ignored: showsIgnored, ...(library_id ? { library_id } : {}) },
      },
    },
    {
      initialPageParam: null,
      getNextPageParam: (page) => page.next_cursor,
      placeholderData: keepPreviousData,
    },
  )
  const total = problems.data?.pages[0]?.total
  const names = new Map((libraries.data ?? []).map((library) => [library.id, library.name]))
  return (
    <>
      <PageHead
        title={t`Problems`}
        note={
          total === undefined
            ? ' '
            : t`${plural(total, { one: '# file or folder', other: '# files or folders' })}`
        }
      />
      <FilterBar>
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
          aria-label={t`Ignored problems`}
          value={showsIgnored ? '1' : ''}
          onValueChange={(value) => write('ignored', value)}
          options={[
            { value: '', label: t`Without ignored` },
            { value: '1', label: t`With ignored` },
          ]}
        />
      </FilterBar>
      <QueryState query={problems}>
        {({ pages }) => {
          const list = pages.flatMap((page) => page.items)
          if (list.length === 0)
            return (
              <EmptyState title={t`Everything has found its place`}>
                <Trans>
                  Files that Kino cannot read or is not sure about are listed here, with what to do.
                </Trans>
              </EmptyState>
            )
          return (
            <ul className="divide-y divide-ink-700 rounded-panel bg-ink-900 px-5">
              {list.map((problem) => (
                <ProblemLine
                  key={problem.id}
                  problem={problem}
                  library={names.size > 1 ? names.get(problem.library_id) : undefined}
                />
              ))}
            </ul>
          )
        }}
      </QueryState>
      {problems.hasNextPage && (
        <Button
          size="sm"
          className="mt-4"
          isBusy={problems.isFetchingNextPage}
          onClick={() => void problems.fetchNextPage()}
        >
          <Trans>Show more</Trans>
        </Button>
      )}
    </>
  )
}
