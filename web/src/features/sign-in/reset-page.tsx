import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { api } from '@/api/client'
import { ErrorState } from '@/components/error-state'
import { FormAlert } from '@/components/form-alert'
import { PageTitle } from '@/components/page-title'
import { Stage } from '@/components/stage'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { PasswordInput } from '@/components/ui/password-input'
import { paths } from '@/lib/paths'
import { useNewPassword } from '@/lib/use-new-password'
import { useZodForm, z } from '@/lib/zod-form'
import { resetLinkQuery } from './queries'

/** A link from an admin that sets a new password once. */
export function ResetPage() {
  const { t } = useLingui()
  const { token = '' } = useParams()
  const [isDone, setDone] = useState(false)
  const { data: link, error, refetch } = useQuery({ ...resetLinkQuery(token), enabled: !isDone })
  return (
    <Stage>
      <PageTitle>{t`New password`}</PageTitle>
      {isDone ? (
        <Outcome
          title={t`That is set.`}
          text={t`Every device was signed out. Sign in with the new password.`}
        />
      ) : error ? (
        <ErrorState level={1} error={error} onRetry={() => void refetch()} className="px-0!" />
      ) : link?.is_valid ? (
        <ResetForm token={token} name={link.name} onDone={() => setDone(true)} />
      ) : link ? (
        <Outcome
          title={t`This link has ended`}
          text={t`It was used, replaced, or its time is over. Ask an admin for a new one.`}
        />
      ) : null}
    </Stage>
  )
}

function Outcome({ title, text }: { title: string; text: string }) {
  return (
    <div role="status">
      <h1 className="serif text-40">{title}</h1>
      <p className="mt-4 measure text-17 text-ash">{text}</p>
      <Button asChild variant="primary" className="mt-8">
        <Link to={paths.login}>
          <Trans>Sign in</Trans>
        </Link>
      </Button>
    </div>
  )
}

function ResetForm({ token, name, onDone }: { token: string; name: string; onDone: () => void }) {
  const { t } = useLingui()
  const password = useNewPassword()
  const [error, setError] = useState<unknown>()
  const form = useZodForm(z.object({ password: password.schema }), { password: '' })
  const { errors, isSubmitting } = form.formState
  const submit = form.handleSubmit(async (body) => {
    setError(undefined)
    try {
      await api.POST('/api/reset/{token}', { params: { path: { token } }, body })
      onDone()
    } catch (reason) {
      setError(reason)
    }
  })
  return (
    <>
      <h1 className="serif text-40">
        <Trans>A new password for {name}</Trans>
      </h1>
      <form onSubmit={(event) => void submit(event)} className="mt-8 grid gap-5" noValidate>
        {/* Password managers want to know whose password it is. */}
        <input type="hidden" autoComplete="username" value={name} readOnly />
        <Field label={t`New password`} hint={password.hint} error={errors.password?.message}>
          <PasswordInput {...form.register('password')} autoComplete="new-password" />
        </Field>
        <FormAlert error={error} />
        <Button type="submit" variant="primary" size="lg" isBusy={isSubmitting}>
          {t`Set password`}
        </Button>
      </form>
    </>
  )
}
