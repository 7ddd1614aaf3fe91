import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { api } from '@/api/client'
import { FormAlert } from '@/components/form-alert'
import { PageTitle } from '@/components/page-title'
import { Stage } from '@/components/stage'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { PasswordInput } from '@/components/ui/password-input'
import { paths, safeReturnPath } from '@/lib/paths'
import { useZodForm, z } from '@/lib/zod-form'
import { dayPart } from './greeting'
import { houseQuery } from '@/api/session'
import { useEnter } from './use-enter'

export function LoginPage() {
  const { t } = useLingui()
  const { data: house } = useQuery(houseQuery())
  const [part] = useState(() => dayPart(new Date().getHours()))
  const greetings = { morning: t`Good morning.`, day: t`Good afternoon.`, evening: t`Good evening.` }
  return (
    <Stage>
      <PageTitle>{t`Sign in`}</PageTitle>
      <h1 className="serif text-56 text-balance">{greetings[part]}</h1>
      {house?.is_set_up === false ? (
        <NotSetUp />
      ) : (
        <>
          <p className="mt-3 min-h-7 text-17 text-ash">{house && <Trans>Sign in to {house.name}.</Trans>}</p>
          <LoginForm />
          <p className="mt-8 min-h-10 text-13 text-smoke">
            {house?.registration === 'open' && (
              <>
                <Trans>New here?</Trans>{' '}
                <Link to={paths.register} className="text-ember-hi underline underline-offset-4">
                  <Trans>Create an account</Trans>
                </Link>
                <br />
              </>
            )}
            {house?.registration === 'invitation' && (
              <>
                <Trans>New here? Ask an admin of the house for an invitation.</Trans>
                <br />
              </>
            )}
            {house && (
              <Trans>Forgotten the password? An admin can give you a link that sets a new one.</Trans>
            )}
          </p>
        </>
      )}
    </Stage>
  )
}

function LoginForm() {
  const { t } = useLingui()
  const enter = useEnter()
  const [search] = useSearchParams()
  const [error, setError] = useState<unknown>()
  const schema = z.object({
    name: z.string().check(z.trim(), z.minLength(1, t`Say who you are.`)),
    password: z.string().check(z.minLength(1, t`The password is missing.`)),
  })
  const form = useZodForm(schema, { name: '', password: '' })
  const { errors, isSubmitting } = form.formState
  const submit = form.handleSubmit(async (body) => {
    setError(undefined)
    try {
      const { data: me } = await api.POST('/api/login', { body })
      if (me) await enter(me, safeReturnPath(search.get('next')))
    } catch (reason) {
      setError(reason)
      form.setFocus('password', { shouldSelect: true })
    }
  })
  return (
    <form onSubmit={(event) => void submit(event)} className="mt-8 grid gap-5" noValidate>
      <Field label={t`Name`} error={errors.name?.message}>
        <Input
          {...form.register('name')}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the page is this form
          autoFocus
        />
      </Field>
      <Field label={t`Password`} error={errors.password?.message}>
        <PasswordInput {...form.register('password')} autoComplete="current-password" />
      </Field>
      <FormAlert error={error} />
      <Button type="submit" variant="primary" size="lg" isBusy={isSubmitting} className="mt-2">
        {t`Sign in`}
      </Button>
    </form>
  )
}

function NotSetUp() {
  return (
    <p className="mt-5 measure text-17 text-ash">
      <Trans>
        This house has no owner yet. Kino printed a link when it started, in its terminal or log; open it to
        set everything up.
      </Trans>
    </p>
  )
}
