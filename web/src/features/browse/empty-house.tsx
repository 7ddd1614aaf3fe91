import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { meQuery } from '@/api/session'
import { EmptyState } from '@/components/empty-state'
import { Button } from '@/components/ui/button'
import { Progress } from '@/components/ui/progress'
import { paths } from '@/lib/paths'
import { useFormat } from '@/lib/use-format'
import { librariesQuery, type LibraryDetail } from './queries'

/** No film yet. Admins see the scan at work, or the way to add a folder; members are told who can. */
export function EmptyHouse() {
  const { t } = useLingui()
  const me = useQuery(meQuery())
  const isAdmin = me.data?.account.role === 'admin'
  const libraries = useQuery({ ...librariesQuery(), enabled: isAdmin })
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
              <ScanLine key={library.id} library={library} />
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

function ScanLine({ library }: { library: LibraryDetail }) {
  const { t } = useLingui()
  const format = useFormat()
  const { scan } = library
  if (!scan) return null
  const phases: Record<string, string> = {
    walk: t`Looking through the folders`,
    match: t`Finding moved files again`,
    names: t`Reading names`,
    probe: t`Looking into the files`,
    artwork: t`Hanging the posters`,
  }
  const share = scan.total ? scan.done / scan.total : null
  const left = scan.eta_s === null ? null : format.duration(scan.eta_s)
  return (
    <li>
      <div className="flex items-baseline justify-between gap-4">
        <span className="serif text-22">{library.name}</span>
        <span className="text-13 text-smoke tabular">
          {scan.total
            ? t`${format.count(scan.done)} of ${format.count(scan.total)}`
            : format.count(scan.done)}
        </span>
      </div>
      <Progress value={share} aria-label={library.name} className="mt-3" />
      <p className="mt-2.5 text-13 text-ash" role="status">
        {[phases[scan.phase], left && t`${left} left`].filter(Boolean).join(', ')}
      </p>
    </li>
  )
}
