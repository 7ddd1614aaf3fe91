import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { Folder, Pencil, ScanSearch, Square, TriangleAlert } from 'lucide-react'
import { Link } from 'react-router'
import type { LibraryDetail } from '@/api/live-scan'
import { LibraryCounts, ScanLine } from '@/components/scan-progress'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { paths } from '@/lib/paths'
import { useTechnicalFormat } from '@/lib/use-technical-format'
import { useLibraryKinds } from '@/lib/use-library-kinds'
import { DemoFilms } from './demo-films'
import { useScan } from './use-scan'

export function LibraryCard({ library }: { library: LibraryDetail }) {
  const { t } = useLingui()
  const format = useTechnicalFormat()
  const kinds = useLibraryKinds()
  const scan = useScan(library.id)
  const running = library.scan && library.scan.phase !== 'done' ? library.scan : null
  const seers = library.account_ids_with_access?.length
  return (
    <li className="grid gap-4 rounded-panel bg-ink-900 p-5">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h2 className="flex flex-wrap items-center gap-x-3 gap-y-1 serif text-22">
            {library.name}
            <Badge tone="quiet" className="font-sans">
              {library.is_demo ? t`Demo` : kinds.find((each) => each.value === library.kind)?.label}
            </Badge>
          </h2>
          <p className="mt-1.5 text-ash tabular">
            <LibraryCounts titles={library.title_count} files={library.file_count} />
            {` · ${format.bytes(library.size_bytes)}`}
            {' · '}
            {seers === undefined
              ? t`seen by all members`
              : t`${plural(seers, { one: 'seen by # member', other: 'seen by # members' })}`}
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          {running ? (
            <Button size="sm" disabled={running.is_cancelled} onClick={() => void scan.stop()}>
              <Square aria-hidden />
              {t`Stop the scan`}
            </Button>
          ) : (
            <Button size="sm" onClick={() => void scan.start()} aria-label={t`Scan now: ${library.name}`}>
              <ScanSearch aria-hidden />
              {t`Scan now`}
            </Button>
          )}
          <Button asChild size="sm">
            <Link to={paths.adminPage(`libraries/${library.id}`)} aria-label={t`Edit ${library.name}`}>
              <Pencil aria-hidden />
              {t`Edit`}
            </Link>
          </Button>
        </div>
      </div>
      <ul className="grid gap-1.5">
        {library.folders.map((folder) => (
          <li key={folder.id} className="flex flex-wrap items-center gap-x-3 text-ash">
            <Folder aria-hidden className="size-4 text-smoke" />
            <bdi dir="ltr" className="min-w-0 break-all">
              {folder.path}
            </bdi>
            {folder.is_away ? (
              <Badge tone="rose">
                <Trans>cannot be read</Trans>
              </Badge>
            ) : (
              folder.free_bytes !== null && (
                <span className="text-smoke tabular">
                  <Trans>{format.bytes(folder.free_bytes)} free</Trans>
                </span>
              )
            )}
          </li>
        ))}
      </ul>
      {library.is_demo && <DemoFilms />}
      {running ? (
        <ScanLine scan={running} />
      ) : (
        <p className="flex flex-wrap gap-x-5 gap-y-1 text-smoke">
          <span>
            {library.scanned_at ? (
              <Trans>Read {format.relative(library.scanned_at)}</Trans>
            ) : (
              <Trans>Not read yet</Trans>
            )}
          </span>
          {library.problem_count > 0 && (
            <Link
              to={`${paths.adminPage('problems')}?library=${library.id}`}
              className="flex items-center gap-1.5 text-gold underline-offset-4 hover:underline"
            >
              <TriangleAlert aria-hidden className="size-4" />
              {t`${plural(library.problem_count, { one: '# file needs a look', other: '# files need a look' })}`}
            </Link>
          )}
        </p>
      )}
    </li>
  )
}
