import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { CircleAlert, Info, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { api } from '@/api/client'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { toast } from '@/components/ui/toaster'
import { useUndoable } from '@/components/use-undoable'
import { useFailToast } from '@/components/use-fail-toast'
import { cn } from '@/lib/cn'
import type { Problem } from '../queries'
import { IdentifyDialog } from './identify-dialog'
import { REASONS } from './reasons'

const LOOKS = {
  info: { icon: Info, tone: 'text-smoke' },
  warning: { icon: TriangleAlert, tone: 'text-gold' },
  error: { icon: CircleAlert, tone: 'text-rose' },
}

export interface ProblemLineProps {
  problem: Problem
  library: string | undefined
}

export function ProblemLine({ problem, library }: ProblemLineProps) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const undoable = useUndoable()
  const refuse = useFailToast()
  const [isIdentifying, setIdentifying] = useState(false)
  const { icon: Icon, tone } = LOOKS[problem.severity]
  const known = REASONS[problem.code]
  const reason = known ? i18n._(known.reason) : problem.detail
  const hint = known ? i18n._(known.hint) : problem.hint
  const name = problem.path.split('/').at(-1) ?? problem.path
  const params = { path: { problem_id: problem.id } }
  const ignorePath = '/api/admin/problems/{problem_id}/ignore'

  const refresh = async () => {
    await client.invalidateQueries({ queryKey: ['get', '/api/admin/problems'] })
    void client.invalidateQueries({ queryKey: ['get', '/api/admin/overview'] })
  }
  const fail = refuse()
  const show = async () => {
    await api.DELETE(ignorePath, { params })
    await refresh()
  }
  const ignore = async () => {
    await api.POST(ignorePath, { params })
    undoable({ message: t`Ignored: ${name}`, undo: () => show().catch(fail) })
    await refresh()
  }
  const retry = async () => {
    await api.POST('/api/admin/problems/{problem_id}/retry', { params })
    void toast(t`Kino looks at it again`, { description: name })
    await refresh()
  }

  return (
    <li
      className={cn(
        'grid gap-3 py-4 sm:grid-cols-[minmax(0,1fr)_auto] sm:gap-6',
        problem.is_ignored && 'opacity-60',
      )}
    >
      <div className="flex min-w-0 gap-3">
        <Icon aria-hidden className={cn('mt-0.5 size-[18px] shrink-0', tone)} />
        <div className="min-w-0">
          <p className="text-15 text-bone">{reason}</p>
          {hint && <p className="mt-0.5 text-ash">{hint}</p>}
          {known?.isToldFurther && (
            <p lang="en" dir="auto" className="mt-0.5 break-words text-smoke">
              {problem.detail}
            </p>
          )}
          <p className="mt-1.5 flex flex-wrap items-center gap-x-3 gap-y-1 text-smoke">
            <bdi dir="ltr" className="break-all">
              {problem.path || t`The whole folder`}
            </bdi>
            {problem.item_title && <Trans>listed as {problem.item_title}</Trans>}
            {library && <Badge tone="quiet">{library}</Badge>}
          </p>
        </div>
      </div>
      <div className="flex flex-wrap items-start gap-2 ps-8 sm:ps-0">
        {problem.file_id && (
          <Button size="sm" onClick={() => setIdentifying(true)} aria-label={t`Say what it is: ${name}`}>
            {t`Say what it is`}
          </Button>
        )}
        <Button size="sm" onClick={() => void retry().catch(fail)} aria-label={t`Look again: ${name}`}>
          {t`Look again`}
        </Button>
        <Button
          size="sm"
          variant="ghost"
          onClick={() => void (problem.is_ignored ? show() : ignore()).catch(fail)}
          aria-label={problem.is_ignored ? t`No longer ignore: ${name}` : t`Ignore: ${name}`}
        >
          {problem.is_ignored ? t`No longer ignore` : t`Ignore`}
        </Button>
      </div>
      {isIdentifying && problem.file_id && (
        <IdentifyDialog
          fileId={problem.file_id}
          path={problem.path}
          title={problem.item_title ?? ''}
          onOpenChange={setIdentifying}
          onDone={refresh}
        />
      )}
    </li>
  )
}
