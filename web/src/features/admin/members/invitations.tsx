import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '@/api/client'
import type { components } from '@/api/schema'
import { Confirm } from '@/components/confirm'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { useTechnicalFormat } from '@/lib/use-technical-format'
import { Panel } from '../parts/panel'
import { QueryState } from '../parts/query-state'
import { invitationsQuery } from '../queries'

type Invitation = components['schemas']['Invitation']

/** Links that were given out. Their addresses are not kept, so they cannot be shown again. */
export function Invitations() {
  const { t } = useLingui()
  const invitations = useQuery(invitationsQuery())
  if (invitations.data?.length === 0) return null
  return (
    <Panel title={t`Invitations`} className="mt-6">
      <QueryState query={invitations} skeletonClass="h-20">
        {(list) => (
          <ul className="-mb-2 divide-y divide-ink-700">
            {list.map((invitation) => (
              <InvitationLine key={invitation.id} invitation={invitation} />
            ))}
          </ul>
        )}
      </QueryState>
    </Panel>
  )
}

function InvitationLine({ invitation }: { invitation: Invitation }) {
  const { t } = useLingui()
  const format = useTechnicalFormat()
  const client = useQueryClient()
  const [isOver] = useState(() => new Date(invitation.expires_at) < new Date())
  const isOpen = !invitation.used_at && !isOver
  const name = invitation.note || t`Without a note`
  const withdraw = async () => {
    await api.DELETE('/api/admin/invitations/{invitation_id}', {
      params: { path: { invitation_id: invitation.id } },
    })
    await client.invalidateQueries({ queryKey: invitationsQuery().queryKey })
  }
  return (
    <li className="flex min-h-12 items-center gap-4 py-1.5">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-3">
          <span className="truncate text-bone">{name}</span>
          {invitation.role === 'admin' && (
            <Badge tone="gold">
              <Trans>Admin</Trans>
            </Badge>
          )}
        </p>
        <p className="text-smoke">
          {invitation.used_at ? (
            <Trans>
              {invitation.used_by ?? '–'} came in {format.relative(invitation.used_at)}
            </Trans>
          ) : isOver ? (
            <Trans>ran out {format.relative(invitation.expires_at)}</Trans>
          ) : (
            <Trans>open until {format.dateTime(invitation.expires_at)}</Trans>
          )}
        </p>
      </div>
      <Confirm
        trigger={
          <Button size="sm" variant="ghost">
            {isOpen ? t`Withdraw` : t`Remove`}
          </Button>
        }
        title={isOpen ? t`Withdraw this invitation?` : t`Remove this line?`}
        description={
          isOpen
            ? t`The link stops working. You can invite again at any time.`
            : t`Whoever came in by it stays.`
        }
        action={isOpen ? t`Withdraw` : t`Remove`}
        onConfirm={withdraw}
      />
    </li>
  )
}
