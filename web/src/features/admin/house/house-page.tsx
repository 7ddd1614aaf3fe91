import { useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '@/api/client'
import type { components } from '@/api/schema'
import { meQuery } from '@/api/session'
import { FormAlert } from '@/components/form-alert'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { LANGUAGES } from '@/lib/i18n'
import { useZodForm, z } from '@/lib/zod-form'
import { PageHead } from '../parts/page-head'
import { QueryState } from '../parts/query-state'
import { houseSettingsQuery } from '../queries'

type HouseSettings = components['schemas']['HouseSettings']

export function HousePage() {
  const { t } = useLingui()
  const house = useQuery(houseSettingsQuery())
  return (
    <>
      <PageHead title={t`House`} note={t`What holds for everyone.`} />
      <QueryState query={house}>{(settings) => <HouseForm settings={settings} />}</QueryState>
    </>
  )
}

function HouseForm({ settings }: { settings: HouseSettings }) {
  const { t } = useLingui()
  const client = useQueryClient()
  const [error, setError] = useState<unknown>()
  const [isSaved, setSaved] = useState(false)
  const schema = z.object({
    name: z.string().check(z.trim(), z.minLength(1, t`A house needs a name.`), z.maxLength(64)),
    language: z.string(),
    registration: z.enum(['open', 'invitation', 'closed']),
  })
  const form = useZodForm(schema, settings)
  const { errors, isSubmitting, isDirty } = form.formState
  const [language, registration] = form.watch(['language', 'registration'])
  const save = form.handleSubmit(async (body) => {
    setError(undefined)
    setSaved(false)
    try {
      await api.PATCH('/api/admin/house', { body })
      form.reset(body)
      setSaved(true)
      await client.invalidateQueries({ queryKey: houseSettingsQuery().queryKey })
      await client.invalidateQueries({ queryKey: meQuery().queryKey })
    } catch (reason) {
      setError(reason)
    }
  })
  const hints = {
    open: t`Whoever reaches this address may make an account.`,
    invitation: t`An admin makes a link for each new member.`,
    closed: t`Nobody comes in, not even with an invitation.`,
  }
  return (
    <form onSubmit={(event) => void save(event)} className="grid max-w-[440px] gap-6" noValidate>
      <Field label={t`Name of the house`} error={errors.name?.message}>
        <Input {...form.register('name')} autoComplete="off" />
      </Field>
      <Field label={t`Language`} hint={t`For members who have not chosen one, and for descriptions.`}>
        <Select
          value={language}
          onValueChange={(value) => form.setValue('language', value, { shouldDirty: true })}
          options={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
        />
      </Field>
      <Field label={t`New members`} hint={hints[registration]}>
        <Select
          value={registration}
          onValueChange={(value) => form.setValue('registration', value, { shouldDirty: true })}
          options={[
            { value: 'invitation', label: t`By invitation` },
            { value: 'open', label: t`Open to all` },
            { value: 'closed', label: t`Closed` },
          ]}
        />
      </Field>
      <FormAlert error={error} />
      <div className="flex items-center gap-4">
        <Button type="submit" variant="primary" isBusy={isSubmitting} disabled={!isDirty}>
          {t`Save`}
        </Button>
        <span role="status" className="text-15 text-jade">
          {isSaved && !isDirty ? t`Saved.` : ''}
        </span>
      </div>
    </form>
  )
}
