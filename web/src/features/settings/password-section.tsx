import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '@/api/client'
import { FormAlert } from '@/components/form-alert'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { PasswordInput } from '@/components/ui/password-input'
import { useNewPassword } from '@/lib/use-new-password'
import { useZodForm, z } from '@/lib/zod-form'
import { sessionsQuery } from './queries'
import { Section } from './section'

const EMPTY = { current_password: '', new_password: '' }

export function PasswordSection({ account }: { account: string }) {
  const { t } = useLingui()
  const client = useQueryClient()
  const password = useNewPassword()
  const [error, setError] = useState<unknown>()
  const [isDone, setDone] = useState(false)
  const schema = z.object({
    current_password: z.string().check(z.minLength(1, t`The password is missing.`)),
    new_password: password.schema,
  })
  const form = useZodForm(schema, EMPTY)
  const { errors, isSubmitting } = form.formState
  const save = form.handleSubmit(async (body) => {
    setError(undefined)
    setDone(false)
    try {
      await api.POST('/api/me/password', { body })
      form.reset(EMPTY)
      setDone(true)
      await client.invalidateQueries({ queryKey: sessionsQuery().queryKey })
    } catch (reason) {
      setError(reason)
    }
  })
  return (
    <Section
      title={t`Password`}
      text={t`Of the account ${account}. Changing it signs out every other device.`}
    >
      <form onSubmit={(event) => void save(event)} className="grid max-w-[440px] gap-5" noValidate>
        <input type="hidden" autoComplete="username" value={account} readOnly />
        <Field label={t`Current password`} error={errors.current_password?.message}>
          <PasswordInput {...form.register('current_password')} autoComplete="current-password" />
        </Field>
        <Field label={t`New password`} hint={password.hint} error={errors.new_password?.message}>
          <PasswordInput {...form.register('new_password')} autoComplete="new-password" />
        </Field>
        <FormAlert error={error} />
        <div className="flex items-center gap-4">
          <Button type="submit" isBusy={isSubmitting}>{t`Change password`}</Button>
          <span role="status" className="text-15 text-jade">
            {isDone ? t`Changed.` : ''}
          </span>
        </div>
      </form>
    </Section>
  )
}
