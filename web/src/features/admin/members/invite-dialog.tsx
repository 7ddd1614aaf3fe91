import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactElement, useState } from 'react'
import { api } from '@/api/client'
import type { components } from '@/api/schema'
import { CopyBlock } from '@/components/copy-block'
import { FormAlert } from '@/components/form-alert'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { useTechnicalFormat } from '@/lib/use-technical-format'
import { invitationsQuery } from '../queries'
import { type Access, LibraryAccess } from './library-access'

type Invitation = components['schemas']['Invitation']

const DAY_S = 86_400
const DAYS = ['1', '7', '30', '90'] as const

export function InviteDialog({ trigger }: { trigger: ReactElement }) {
  const { t } = useLingui()
  const [isOpen, setOpen] = useState(false)
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setOpen}
      trigger={trigger}
      size="md"
      title={t`Invite someone`}
      description={t`One link, for one person. Pass it on as you like.`}
    >
      <InviteForm onClose={() => setOpen(false)} />
    </Dialog>
  )
}

function InviteForm({ onClose }: { onClose: () => void }) {
  const { t } = useLingui()
  const format = useTechnicalFormat()
  const client = useQueryClient()
  const [note, setNote] = useState('')
  const [role, setRole] = useState<'member' | 'admin'>('member')
  const [days, setDays] = useState<(typeof DAYS)[number]>('7')
  const [access, setAccess] = useState<Access>({ sees_all_libraries: true, library_ids: [] })
  const [made, setMade] = useState<Invitation>()
  const [error, setError] = useState<unknown>()
  const [isBusy, setBusy] = useState(false)
  const make = async () => {
    setBusy(true)
    setError(undefined)
    try {
      const body = { note: note.trim(), role, expires_in_s: Number(days) * DAY_S, ...access }
      const { data } = await api.POST('/api/admin/invitations', { body })
      setMade(data)
      await client.invalidateQueries({ queryKey: invitationsQuery().queryKey })
    } catch (reason) {
      setError(reason)
    }
    setBusy(false)
  }
  if (made?.url) {
    return (
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <CopyBlock label={t`Invitation link`} text={made.url} />
        <p className="text-13 text-smoke">
          <Trans>It is shown only now and works until {format.dateTime(made.expires_at)}.</Trans>
        </p>
        <Button variant="primary" className="justify-self-end" onClick={onClose}>
          <Trans>Done</Trans>
        </Button>
      </div>
    )
  }
  return (
    <form
      className="grid gap-5"
      onSubmit={(event) => {
        event.preventDefault()
        void make()
      }}
    >
      <Field label={t`Note`} hint={t`For you and for them, for example a name. It may stay empty.`}>
        <Input value={note} maxLength={128} onChange={(event) => setNote(event.target.value)} />
      </Field>
      <div className="grid gap-5 sm:grid-cols-2">
        <Field label={t`They come as`}>
          <Select
            value={role}
            onValueChange={setRole}
            options={[
              { value: 'member', label: t`Member` },
              { value: 'admin', label: t`Admin` },
            ]}
          />
        </Field>
        <Field label={t`The link works for`}>
          <Select
            value={days}
            onValueChange={setDays}
            options={DAYS.map((value) => ({
              value,
              label: t`${plural(Number(value), { one: '# day', other: '# days' })}`,
            }))}
          />
        </Field>
      </div>
      <LibraryAccess value={access} onValueChange={setAccess} />
      <FormAlert error={error} />
      <Button type="submit" variant="primary" isBusy={isBusy} className="justify-self-end">
        <Trans>Make the link</Trans>
      </Button>
    </form>
  )
}
