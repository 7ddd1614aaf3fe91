import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '@/api/client'
import { adminLibrariesQuery } from '@/api/live-scan'
import { FormAlert } from '@/components/form-alert'
import { Button } from '@/components/ui/button'
import { Dialog, DialogClose } from '@/components/ui/dialog'
import { type Member, membersQuery } from '../queries'
import { type Access, LibraryAccess } from './library-access'

export interface MemberLibrariesProps {
  member: Member
  onOpenChange: (isOpen: boolean) => void
}

export function MemberLibraries({ member, onOpenChange }: MemberLibrariesProps) {
  const { t } = useLingui()
  const client = useQueryClient()
  const [access, setAccess] = useState<Access>(member)
  const [error, setError] = useState<unknown>()
  const [isBusy, setBusy] = useState(false)
  const save = async () => {
    setBusy(true)
    const { sees_all_libraries, library_ids } = access
    try {
      await api.PATCH('/api/admin/members/{account_id}', {
        params: { path: { account_id: member.id } },
        body: { sees_all_libraries, ...(sees_all_libraries ? {} : { library_ids }) },
      })
      await client.invalidateQueries({ queryKey: membersQuery().queryKey })
      void client.invalidateQueries({ queryKey: adminLibrariesQuery().queryKey })
      onOpenChange(false)
    } catch (reason) {
      setError(reason)
      setBusy(false)
    }
  }
  return (
    <Dialog
      open
      onOpenChange={onOpenChange}
      title={t`Libraries of ${member.name}`}
      actions={
        <>
          <DialogClose>
            <Button variant="ghost">{t`Cancel`}</Button>
          </DialogClose>
          <Button variant="primary" isBusy={isBusy} onClick={() => void save()}>{t`Save`}</Button>
        </>
      }
    >
      <LibraryAccess value={access} onValueChange={setAccess} />
      <FormAlert error={error} className="mt-4" />
    </Dialog>
  )
}
