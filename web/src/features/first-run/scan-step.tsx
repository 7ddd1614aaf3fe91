import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { type EventMap, EventStream, useEventStream } from '@/api/events'
import { adminLibrariesQuery, applyScan } from '@/api/live-scan'
import { ErrorState } from '@/components/error-state'
import { LibraryCounts, ScanEta, ScanPhases } from '@/components/scan-progress'
import { Button } from '@/components/ui/button'
import { paths } from '@/lib/paths'
import { FoundTitles } from './found-titles'
import { StepFrame } from './step-frame'

// The wizard stands outside of the rooms that listen by themselves.
const MAPS: readonly EventMap[] = [
  {
    'scan.progressed': applyScan,
    'titles.added': [['get', '/api/titles'], adminLibrariesQuery().queryKey],
    'titles.changed': [['get', '/api/titles']],
  },
]

/** The scan runs and shows what it finds; nobody has to wait for it. */
export function ScanStep({ libraryId }: { libraryId: string }) {
  const { t } = useLingui()
  const client = useQueryClient()
  const [stream] = useState(() => new EventStream('/api/events', client))
  useEventStream(stream, MAPS)
  // Live messages bring the progress; the slow question behind them covers a proxy that holds messages back.
  const { data, error, refetch } = useQuery({ ...adminLibrariesQuery(), refetchInterval: 4000 })
  const library = data?.find((each) => each.id === libraryId)
  const scan = library?.scan
  const isOver = library !== undefined && library.scanned_at !== null && (!scan || scan.phase === 'done')
  // Pictures may be looked for once more after the end; what was said stays said.
  const [wasOver, setWasOver] = useState(false)
  if (isOver && !wasOver) setWasOver(true)
  const isDone = isOver || wasOver
  return (
    <div className="grid items-center gap-x-16 gap-y-10 lg:grid-cols-[minmax(0,440px)_1fr]">
      <StepFrame
        title={isDone ? t`Ready when you are` : t`The reels come in`}
        text={
          isDone
            ? t`Everything in the folder has been read. New files are found by themselves.`
            : t`Kino reads the folder in the background. You can go in at any time.`
        }
      >
        {error && !data && (
          <ErrorState error={error} onRetry={() => void refetch()} className="px-0! py-6!" />
        )}
        {scan && <ScanPhases scan={scan} />}
        {library && (
          <p role="status" className="mt-6 flex gap-3 text-15 text-ash tabular">
            <span>
              <LibraryCounts titles={library.title_count} files={library.file_count} />
            </span>
            {scan && <ScanEta scan={scan} />}
          </p>
        )}
        <Button asChild variant={isDone ? 'ember' : 'primary'} size="lg" className="mt-8">
          <Link to={paths.home} viewTransition>
            {isDone ? <Trans>Open the cinema</Trans> : <Trans>Go in now</Trans>}
          </Link>
        </Button>
      </StepFrame>
      <FoundTitles />
    </div>
  )
}
