import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { api } from '@/api/client'
import type { components } from '@/api/schema'
import { CopyBlock } from '@/components/copy-block'
import { FormAlert } from '@/components/form-alert'
import { Button } from '@/components/ui/button'
import { Dialog, DialogClose } from '@/components/ui/dialog'
import { useTechnicalFormat } from '@/lib/use-technical-format'
import type { Member } from '../queries'

type OneTimeLink = components['schemas']['OneTimeLink']

export interface ResetLinkDialogProps {
  member: Member
  onOpenChange: (isOpen: boolean) => void
}

/** Kino sends no mail: the link is shown once, and the admin passes it on. */
export function ResetLinkDialog({ member, onOpenChange }: ResetLinkDialogProps) {
  const { t } = useLingui()
  const format = useTechnicalFormat()
  const [link, setLink] = useState<OneTimeLink>()
  const [error, setError] = useState<unknown>()
  const [isBusy, setBusy] = useState(false)
  const make = async () => {
    setBusy(true)
    setError(undefined)
    const params = { path: { account_id: member.id } }
    await api
      .POST('/api/admin/members/{account_id}/reset-link', { params })
      .then(({ data }) => setLink(data))
      .catch(setError)
    setBusy(false)
  }
  return (
    <Dialog
      open
      onOpenChange={onOpenChange}
      size="md"
      title={t`A new password for ${member.name}`}
      description={t`Whoever opens the link sets a new password, once. An older link stops working.`}
      actions={
        link ? (
          <DialogClose>
            <Button variant="primary">{t`Done`}</Button>
          </DialogClose>
        ) : (
          <Button variant="primary" isBusy={isBusy} onClick={() => void make()}>{t`Make the link`}</Button>
        )
      }
    >
      {link && (
        <>
          <CopyBlock label={t`Link for a new password`} text={link.url} />
          <p className="mt-3 text-13 text-smoke">
            <Trans>It is shown only now and works until {format.dateTime(link.expires_at)}.</Trans>
          </p>
        </>
      )}
      <FormAlert error={error} />
    </Dialog>
  )
}
