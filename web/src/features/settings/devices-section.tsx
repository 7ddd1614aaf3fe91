import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { MonitorSmartphone } from 'lucide-react'
import { api } from '@/api/client'
import type { components } from '@/api/schema'
import { Confirm } from '@/components/confirm'
import { ErrorState } from '@/components/error-state'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Skeleton, SkeletonGroup } from '@/components/ui/skeleton'
import { useTechnicalFormat } from '@/lib/use-technical-format'
import { sessionsQuery } from './queries'
import { Section } from './section'

type SessionInfo = components['schemas']['SessionInfo']

export function DevicesSection() {
  const { t } = useLingui()
  const client = useQueryClient()
  const { data: sessions, error, refetch } = useQuery(sessionsQuery())
  const refresh = () => client.invalidateQueries({ queryKey: sessionsQuery().queryKey })
  const endOthers = async () => {
    await api.DELETE('/api/me/sessions')
    await refresh()
  }
  return (
    <Section
      title={t`Devices`}
      text={t`Where this account is signed in. What you sign out is out at its next step.`}
    >
      {error && !sessions && <ErrorState error={error} onRetry={() => void refetch()} className="py-4!" />}
      {!sessions && !error && (
        <SkeletonGroup className="grid gap-3">
          <Skeleton className="h-14" />
          <Skeleton className="h-14" />
        </SkeletonGroup>
      )}
      {sessions && (
        <ul className="grid gap-1">
          {sessions.map((session) => (
            <Device key={session.id} session={session} onEnded={refresh} />
          ))}
        </ul>
      )}
      {sessions && sessions.length > 1 && (
        <Confirm
          trigger={
            <Button variant="ghost" className="justify-self-start">{t`Sign out all other devices`}</Button>
          }
          title={t`Sign out all other devices?`}
          description={t`Only this one stays signed in. The others need the password again.`}
          action={t`Sign them out`}
          onConfirm={endOthers}
        />
      )}
    </Section>
  )
}

function Device({ session, onEnded }: { session: SessionInfo; onEnded: () => Promise<void> }) {
  const { t } = useLingui()
  const format = useTechnicalFormat()
  const end = async () => {
    await api.DELETE('/api/me/sessions/{session_id}', { params: { path: { session_id: session.id } } })
    await onEnded()
  }
  return (
    <li className="flex min-h-14 items-center gap-4">
      <MonitorSmartphone aria-hidden className="size-5 shrink-0 text-smoke" />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-3">
          <span className="truncate">{session.device_name}</span>
          {session.is_current && (
            <Badge tone="jade">
              <Trans>This device</Trans>
            </Badge>
          )}
        </p>
        <p className="text-13 text-smoke">
          <Trans>
            {session.address}, last used {format.relative(session.last_used_at)}
          </Trans>
        </p>
      </div>
      {!session.is_current && (
        <Confirm
          trigger={
            <Button
              variant="ghost"
              size="sm"
              className="h-11!"
              aria-label={t`Sign out ${session.device_name}`}
            >
              {t`Sign out`}
            </Button>
          }
          title={t`Sign out ${session.device_name}?`}
          description={t`Whoever uses it needs the password to come in again.`}
          action={t`Sign out`}
          onConfirm={end}
        />
      )}
    </li>
  )
}
