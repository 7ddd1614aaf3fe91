import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { RotateCw, X } from 'lucide-react'
import { api } from '@/api/client'
import { Badge } from '@/components/ui/badge'
import { IconButton } from '@/components/ui/icon-button'
import { Progress } from '@/components/ui/progress'
import { toast } from '@/components/ui/toaster'
import { useUndoable } from '@/components/use-undoable'
import { useTechnicalFormat } from '@/lib/use-technical-format'
import type { Job } from '../queries'
import { useJobWords } from './use-job-words'

const TONES = {
  queued: 'quiet',
  running: 'gold',
  succeeded: 'jade',
  failed: 'rose',
  cancelled: 'quiet',
} as const

/** One job: what it does, how far it is, how long it takes, and how to end it or run it again. */
export function JobLine({ job }: { job: Job }) {
  const { t } = useLingui()
  const words = useJobWords()
  const format = useTechnicalFormat()
  const client = useQueryClient()
  const undoable = useUndoable()
  const params = { path: { job_id: job.id } }
  const isOpen = job.state === 'queued' || job.state === 'running'
  const canRetry = job.state === 'failed' || job.state === 'cancelled'
  const refresh = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ['get', '/api/admin/jobs'] }),
      client.invalidateQueries({ queryKey: ['get', '/api/admin/overview'] }),
    ])
  const fail = () => void toast(t`That did not work. Try again.`, { tone: 'error' })
  const retry = async () => {
    await api.POST('/api/admin/jobs/{job_id}/retry', { params })
    await refresh()
  }
  const cancel = async () => {
    await api.POST('/api/admin/jobs/{job_id}/cancel', { params })
    undoable({ message: t`Cancelled: ${words.title(job)}`, undo: () => retry().catch(fail) })
    await refresh()
  }
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 py-2.5">
      <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
        <span className="basis-full truncate text-bone sm:basis-auto">{words.title(job)}</span>
        <Badge tone={TONES[job.state]} isLive={job.state === 'running'}>
          {words.state(job)}
        </Badge>
        <span className="text-smoke tabular">
          {job.state === 'running' && job.total ? (
            <Trans>
              {format.count(job.done)} of {format.count(job.total)}
            </Trans>
          ) : (
            format.relative(job.finished_at ?? job.started_at ?? job.created_at)
          )}
          {job.state === 'running' && job.eta_s !== null && (
            <>
              {' · '}
              <Trans>{format.duration(Math.max(1, job.eta_s))} left</Trans>
            </>
          )}
        </span>
      </div>
      {isOpen && (
        <IconButton size="sm" label={t`Cancel ${words.title(job)}`} onClick={() => void cancel().catch(fail)}>
          <X />
        </IconButton>
      )}
      {canRetry && (
        <IconButton
          size="sm"
          label={t`Run ${words.title(job)} again`}
          onClick={() => void retry().catch(fail)}
        >
          <RotateCw />
        </IconButton>
      )}
      {job.state === 'running' && (
        <Progress
          aria-label={words.title(job)}
          value={job.total ? job.done / job.total : null}
          isThin
          className="col-span-full"
        />
      )}
      {job.error && <p className="col-span-full text-rose">{job.error}</p>}
    </li>
  )
}
