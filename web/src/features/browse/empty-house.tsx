import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { adminLibrariesQuery } from '@/api/live-scan'
import { meQuery } from '@/api/session'
import { EmptyState } from '@/components/empty-state'
import { ScanPhases } from '@/components/scan-progress'
import { Button } from '@/components/ui/button'
import { paths } from '@/lib/paths'

/** No film yet. Admins see the scan at work, or the way to add a folder; members are told who can. */
export function EmptyHouse() {
  const { t } = useLingui()
  const me = useQuery(meQuery())
  const isAdmin = me.data?.account.role === 'admin'
  const libraries = useQuery({ ...adminLibrariesQuery(), enabled: isAdmin })
  const running = libraries.data?.filter((library) => library.scan && library.scan.phase !== 'done') ?? []
  if (isAdmin && running.length > 0)
    return (
      <div className="grid min-h-dvh place-items-center gutter">
        <div className="w-full max-w-[520px] py-24">
          <h1 className="serif text-40">{t`The house is being lit`}</h1>
          <p className="mt-3 text-15 text-ash">
            <Trans>Films appear here as soon as their names are read. You can leave this page.</Trans>
          </p>
          <ul className="mt-10 flex flex-col gap-8">
            {running.map((library) => (
              <li key={library.id}>
                <h2 className="serif mb-4 text-22">{library.name}</h2>
                {library.scan && <ScanPhases scan={library.scan} />}
              </li>
            ))}
          </ul>
        </div>
      </div>
    )
  const action = isAdmin ? (
    <Button asChild variant="primary">
      <Link to={paths.adminPage('libraries')}>
        {libraries.data?.length ? t`Libraries` : t`Add a library`}
      </Link>
    </Button>
  ) : null
  return (
    <div className="grid min-h-dvh place-items-center">
      <EmptyState level={1} title={t`The screen is still dark`} action={action}>
        {isAdmin ? (
          <Trans>
            Tell Kino which folders hold your films and series, and they appear here by themselves.
          </Trans>
        ) : (
          <Trans>Nothing has been put on show for you yet. Whoever runs this house can change that.</Trans>
        )}
      </EmptyState>
    </div>
  )
}
