import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { Link } from 'react-router'
import { adminLibrariesQuery } from '@/api/live-scan'
import { EmptyState } from '@/components/empty-state'
import { Button } from '@/components/ui/button'
import { paths } from '@/lib/paths'
import { PageHead } from '../parts/page-head'
import { QueryState } from '../parts/query-state'
import { LibraryCard } from './library-card'

export function LibrariesPage() {
  const { t } = useLingui()
  const libraries = useQuery({ ...adminLibrariesQuery(), refetchInterval: 30_000 })
  const add = (
    <Button asChild size="sm" variant="primary">
      <Link to={paths.adminPage('libraries/new')}>
        <Plus aria-hidden />
        {t`Add a library`}
      </Link>
    </Button>
  )
  return (
    <>
      <PageHead
        title={t`Libraries`}
        note={t`New files are found by themselves; files are only ever read.`}
        actions={add}
      />
      <QueryState query={libraries}>
        {(list) =>
          list.length === 0 ? (
            <EmptyState title={t`No library yet`} action={add}>
              <Trans>A library is a folder of films or series, with the members who may see it.</Trans>
            </EmptyState>
          ) : (
            <ul className="grid gap-4">
              {list.map((library) => (
                <LibraryCard key={library.id} library={library} />
              ))}
            </ul>
          )
        }
      </QueryState>
    </>
  )
}
