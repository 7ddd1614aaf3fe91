import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { UserPlus } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { PageHead } from '../parts/page-head'
import { QueryState } from '../parts/query-state'
import { membersQuery } from '../queries'
import { InviteDialog } from './invite-dialog'
import { Invitations } from './invitations'
import { MemberLine } from './member-line'

export function MembersPage() {
  const { t } = useLingui()
  const members = useQuery(membersQuery())
  return (
    <>
      <PageHead
        title={t`Members`}
        note={t`Each signs in with a name and has profiles of their own.`}
        actions={
          <InviteDialog
            trigger={
              <Button size="sm" variant="primary">
                <UserPlus aria-hidden />
                <Trans>Invite</Trans>
              </Button>
            }
          />
        }
      />
      <QueryState query={members}>
        {(list) => (
          <ul className="divide-y divide-ink-700 rounded-panel bg-ink-900 px-5">
            {list.map((member) => (
              <MemberLine key={member.id} member={member} />
            ))}
          </ul>
        )}
      </QueryState>
      <Invitations />
    </>
  )
}
