import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '@/api/client'
import { addProfile, patchProfile } from '@/api/profiles'
import { meQuery, type Profile } from '@/api/session'
import { AvatarPicker } from '@/components/avatar-picker'
import { Confirm } from '@/components/confirm'
import { FormAlert } from '@/components/form-alert'
import { Avatar } from '@/components/ui/avatar'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { useZodForm, z } from '@/lib/zod-form'

interface ProfileEditorProps {
  /** Undefined: a new one is made. */
  profile: Profile | undefined
  /** The portrait that a new profile starts with. */
  nextPortrait: number
  isOnly: boolean
  onDone: () => void
}

/** Name and portrait, in the place where the profiles stood. */
export function ProfileEditor({ profile, nextPortrait, isOnly, onDone }: ProfileEditorProps) {
  const { t } = useLingui()
  const client = useQueryClient()
  const [error, setError] = useState<unknown>()
  const schema = z.object({
    name: z.string().check(z.trim(), z.minLength(1, t`A profile needs a name.`), z.maxLength(64)),
    avatar: z.number(),
  })
  const form = useZodForm(schema, { name: profile?.name ?? '', avatar: profile?.avatar ?? nextPortrait })
  const { errors, isSubmitting } = form.formState
  const [name, avatar] = form.watch(['name', 'avatar'])

  const finish = async () => {
    await client.invalidateQueries({ queryKey: meQuery().queryKey })
    onDone()
  }
  const save = form.handleSubmit(async (values) => {
    setError(undefined)
    try {
      await (profile ? patchProfile(profile.id, values) : addProfile(values))
      await finish()
    } catch (reason) {
      setError(reason)
    }
  })
  const remove = async () => {
    if (!profile) return
    await api.DELETE('/api/profiles/{profile_id}', { params: { path: { profile_id: profile.id } } })
    await finish()
  }

  return (
    <form onSubmit={(event) => void save(event)} className="w-full max-w-[620px]" noValidate>
      <h1 className="serif text-40">{profile ? t`Edit profile` : t`Add a profile`}</h1>
      <div className="mt-9 grid gap-8 sm:grid-cols-[144px_1fr]">
        <Avatar name={name} portrait={avatar} size_px={144} />
        <div className="grid content-start gap-6">
          <Field label={t`Name`} error={errors.name?.message}>
            {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- the form was asked for and stands where the focus was */}
            <Input {...form.register('name')} autoFocus autoComplete="off" maxLength={64} />
          </Field>
          <AvatarPicker
            name={name}
            value={avatar}
            onValueChange={(next) => form.setValue('avatar', next, { shouldDirty: true })}
          />
        </div>
      </div>
      <FormAlert error={error} className="mt-6" />
      <div className="mt-10 flex flex-wrap gap-3">
        <Button type="submit" variant="primary" isBusy={isSubmitting}>
          {profile ? t`Save` : t`Add`}
        </Button>
        <Button variant="ghost" onClick={onDone}>{t`Cancel`}</Button>
        {profile && !isOnly && (
          <Confirm
            trigger={<Button variant="danger" className="sm:ms-auto">{t`Delete profile`}</Button>}
            title={t`Delete ${profile.name}?`}
            description={t`Their progress, list and history are deleted as well. This cannot be undone.`}
            action={t`Delete profile`}
            onConfirm={remove}
          />
        )}
      </div>
    </form>
  )
}
