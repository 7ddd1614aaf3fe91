import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { KeyRound, Library, LogOut, MoreHorizontal, Power, ShieldCheck, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { api } from '@/api/client'
import { Confirm } from '@/components/confirm'
import { DropdownMenu, MenuItem, MenuSeparator } from '@/components/ui/dropdown-menu'
import { IconButton } from '@/components/ui/icon-button'
import { useUndoable } from '@/components/use-undoable'
import { useFailToast } from '@/components/use-fail-toast'
import { type Member, membersQuery } from '../queries'
import { MemberLibraries } from './member-libraries'
import { ResetLinkDialog } from './reset-link-dialog'

type Question = 'libraries' | 'reset' | 'sign-out' | 'delete'

/** What an admin can do with a member. What can be taken back is done at once, the rest asks first. */
export function MemberMenu({ member, isMe }: { member: Member; isMe: boolean }) {
  const { t } = useLingui()
  const client = useQueryClient()
  const undoable = useUndoable()
  const refuse = useFailToast()
  const [question, setQuestion] = useState<Question>()
  const params = { path: { account_id: member.id } }
  const refresh = () => client.invalidateQueries({ queryKey: membersQuery().queryKey })
  const patch = async (body: { role?: Member['role']; is_disabled?: boolean }) => {
    await api.PATCH('/api/admin/members/{account_id}', { params, body })
    await refresh()
  }
  const fail = refuse(t`${member.name} was not changed`)

  const setRole = async (role: Member['role']) => {
    await patch({ role })
    const message = role === 'admin' ? t`${member.name} is an admin now` : t`${member.name} is a member now`
    undoable({ message, undo: () => patch({ role: member.role }).catch(fail) })
  }
  const setDisabled = async (is_disabled: boolean) => {
    await patch({ is_disabled })
    const message = is_disabled ? t`${member.name} is switched off` : t`${member.name} is switched on again`
    undoable({ message, undo: () => patch({ is_disabled: !is_disabled }).catch(fail) })
  }
  const signOut = async () => {
    await api.POST('/api/admin/members/{account_id}/sign-out', { params })
    await refresh()
  }
  const remove = async () => {
    await api.DELETE('/api/admin/members/{account_id}', { params })
    await refresh()
  }
  const close = (isOpen: boolean) => {
    if (!isOpen) setQuestion(undefined)
  }
  const nextRole = member.role === 'admin' ? 'member' : 'admin'

  return (
    <>
      <DropdownMenu
        trigger={
          <IconButton label={t`Actions for ${member.name}`} hasTooltip={false}>
            <MoreHorizontal />
          </IconButton>
        }
      >
        <MenuItem icon={<Library />} onSelect={() => setQuestion('libraries')}>
          {t`Libraries`}
        </MenuItem>
        <MenuItem icon={<ShieldCheck />} onSelect={() => void setRole(nextRole).catch(fail)}>
          {nextRole === 'admin' ? t`Make admin` : t`Make member`}
        </MenuItem>
        <MenuItem icon={<KeyRound />} onSelect={() => setQuestion('reset')}>
          {t`Link for a new password`}
        </MenuItem>
        <MenuItem icon={<LogOut />} onSelect={() => setQuestion('sign-out')}>
          {t`Sign out everywhere`}
        </MenuItem>
        {!isMe && (
          <>
            <MenuSeparator />
            <MenuItem icon={<Power />} onSelect={() => void setDisabled(!member.is_disabled).catch(fail)}>
              {member.is_disabled ? t`Switch on again` : t`Switch off`}
            </MenuItem>
            <MenuItem icon={<Trash2 />} isDanger onSelect={() => setQuestion('delete')}>
              {t`Delete`}
            </MenuItem>
          </>
        )}
      </DropdownMenu>
      {question === 'libraries' && <MemberLibraries member={member} onOpenChange={close} />}
      {question === 'reset' && <ResetLinkDialog member={member} onOpenChange={close} />}
      <Confirm
        open={question === 'sign-out'}
        onOpenChange={close}
        title={t`Sign ${member.name} out everywhere?`}
        description={t`All their devices need the password again.`}
        action={t`Sign out`}
        onConfirm={signOut}
      />
      <Confirm
        open={question === 'delete'}
        onOpenChange={close}
        title={t`Delete ${member.name}?`}
        description={t`The account goes with all its profiles, their progress, lists and history. This cannot be undone.`}
        action={t`Delete member`}
        onConfirm={remove}
      />
    </>
  )
}
