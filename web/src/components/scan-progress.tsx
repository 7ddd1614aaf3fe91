import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { Check } from 'lucide-react'
import type { components } from '@/api/schema'
import { cn } from '@/lib/cn'
import { useFormat } from '@/lib/use-format'
import { Progress } from './ui/progress'

export type ScanState = components['schemas']['ScanState']
type ScanPhase = components['schemas']['ScanPhase']

export function usePhaseName(): (phase: ScanState['phase']) => string {
  const { t } = useLingui()
  return (phase) =>
    ({
      walk: t`Looking through the folders`,
      match: t`Recognising what moved`,
      names: t`Reading names`,
      probe: t`Opening the files`,
      artwork: t`Finding pictures`,
      done: t`Done`,
    })[phase]
}

/** Done of total in 0..1, or null while the total is not known. */
function share({ done, total }: Pick<ScanPhase, 'done' | 'total'>): number | null {
  return total ? done / total : null
}

/** The phases of a scan one below the other, for a page that waits with the reader. */
export function ScanPhases({ scan, className }: { scan: ScanState; className?: string }) {
  const phaseName = usePhaseName()
  const format = useFormat()
  const phases = scan.phases.filter((each) => each.phase !== 'done')
  return (
    <ol className={cn('grid gap-4', className)}>
      {phases.map((each) => (
        <li
          key={each.phase}
          className={cn('grid gap-2', each.state === 'waiting' ? 'text-smoke' : 'text-bone')}
          aria-current={each.state === 'running' ? 'step' : undefined}
        >
          <div className="flex items-baseline gap-3">
            <span className="flex-1">{phaseName(each.phase)}</span>
            {each.state !== 'waiting' && (
              <span className="text-13 text-ash tabular">
                {each.total !== null && each.state === 'running' ? (
                  <Trans>
                    {format.count(each.done)} of {format.count(each.total)}
                  </Trans>
                ) : (
                  each.done > 0 && format.count(each.done)
                )}
              </span>
            )}
            {each.state === 'done' && <Check aria-hidden className="size-4 self-center text-jade" />}
          </div>
          <Progress
            aria-label={phaseName(each.phase)}
            value={each.state === 'done' ? 1 : each.state === 'waiting' ? 0 : share(each)}
            tone={each.state === 'done' ? 'jade' : 'ember'}
            isThin
          />
        </li>
      ))}
    </ol>
  )
}

/** The same in one line, for lists: what it does, how far it is, how long it will take. */
export function ScanLine({ scan, className }: { scan: ScanState; className?: string }) {
  const { t } = useLingui()
  const phaseName = usePhaseName()
  const format = useFormat()
  return (
    <div className={cn('grid gap-1.5', className)}>
      <div className="flex flex-wrap gap-x-3 text-13 text-ash tabular">
        <span className="text-bone">{scan.is_cancelled ? t`Stopping` : phaseName(scan.phase)}</span>
        {scan.total !== null && scan.total > 0 && (
          <span>
            <Trans>
              {format.count(scan.done)} of {format.count(scan.total)}
            </Trans>
          </span>
        )}
        <ScanEta scan={scan} />
      </div>
      <Progress aria-label={phaseName(scan.phase)} value={share(scan)} isThin />
    </div>
  )
}

export function ScanEta({ scan }: { scan: ScanState }) {
  const format = useFormat()
  if (scan.eta_s === null || scan.phase === 'done') return null
  return (
    <span>
      <Trans>{format.duration(Math.max(1, scan.eta_s))} left</Trans>
    </span>
  )
}

/** "14 titles · 18 files" */
export function LibraryCounts({ titles, files }: { titles: number; files: number }) {
  const { t } = useLingui()
  const parts = [
    t`${plural(titles, { one: '# title', other: '# titles' })}`,
    t`${plural(files, { one: '# file', other: '# files' })}`,
  ]
  return parts.join(' · ')
}
