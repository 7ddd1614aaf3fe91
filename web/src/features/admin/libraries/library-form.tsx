import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Link } from 'react-router'
import { FormAlert } from '@/components/form-alert'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { paths } from '@/lib/paths'
import { useLanguageOptions } from '@/lib/use-language-options'
import { type LibraryKind, useLibraryKinds } from '@/lib/use-library-kinds'
import { useZodForm, z } from '@/lib/zod-form'
import { CheckList } from '../parts/check-list'
import { membersQuery } from '../queries'

export interface LibraryValues {
  name: string
  kind: LibraryKind
  language: string
  account_ids_with_access: string[] | null
}

export interface LibraryFormProps {
  values: LibraryValues
  action: string
  onSubmit: (values: LibraryValues) => Promise<void>
  /** Folders, which a new library collects and an existing one changes at once. */
  folders: ReactNode
}

/** Name, kind, language, folders and who may see it. */
export function LibraryForm({ values, action, onSubmit, folders }: LibraryFormProps) {
  const { t } = useLingui()
  const kinds = useLibraryKinds()
  const languages = useLanguageOptions()
  const members = useQuery(membersQuery())
  const [error, setError] = useState<unknown>()
  const schema = z.object({
    name: z.string().check(z.trim(), z.minLength(1, t`A library needs a name.`), z.maxLength(80)),
    kind: z.enum(['movies', 'series', 'mixed']),
    language: z.string(),
    account_ids_with_access: z.nullable(z.array(z.string())),
  })
  const form = useZodForm(schema, values)
  const { errors, isSubmitting } = form.formState
  const [kind, language, seers] = form.watch(['kind', 'language', 'account_ids_with_access'])
  const submit = form.handleSubmit(async (next) => {
    setError(undefined)
    await onSubmit(next).catch(setError)
  })
  return (
    <form onSubmit={(event) => void submit(event)} className="grid max-w-[620px] gap-6" noValidate>
      <Field label={t`Name`} error={errors.name?.message}>
        <Input {...form.register('name')} autoComplete="off" />
      </Field>
      <div className="grid gap-6 sm:grid-cols-2">
        <Field label={t`What is in it`}>
          <Select value={kind} onValueChange={(value) => form.setValue('kind', value)} options={kinds} />
        </Field>
        <Field label={t`Language of descriptions`}>
          <Select
            value={language}
            onValueChange={(value) => form.setValue('language', value)}
            options={languages}
          />
        </Field>
      </div>
      {folders}
      <div>
        <Field label={t`Who may see it`}>
          <Select
            value={seers === null ? 'all' : 'some'}
            onValueChange={(value) =>
              form.setValue(
                'account_ids_with_access',
                value === 'all' ? null : (members.data ?? []).map((member) => member.id),
              )
            }
            options={[
              { value: 'all', label: t`All members` },
              { value: 'some', label: t`Only those chosen here` },
            ]}
          />
        </Field>
        {seers && members.data && (
          <div className="mt-3 rounded-panel bg-ink-900 px-5 py-2">
            <CheckList
              legend={t`Members who may see this library`}
              options={members.data.map((member) => ({ id: member.id, label: member.name }))}
              chosen={seers}
              onChosenChange={(ids) => form.setValue('account_ids_with_access', ids)}
            />
          </div>
        )}
      </div>
      <FormAlert error={error} />
      <div className="flex gap-3">
        <Button type="submit" variant="primary" isBusy={isSubmitting}>
          {action}
        </Button>
        <Button asChild variant="ghost">
          <Link to={paths.adminPage('libraries')}>
            <Trans>Cancel</Trans>
          </Link>
        </Button>
      </div>
    </form>
  )
}
