import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Link, useParams } from 'react-router'
import { api } from '@/api/client'
import { ErrorState } from '@/components/error-state'
import { FormAlert } from '@/components/form-alert'
import { PageTitle } from '@/components/page-title'
import { Stage } from '@/components/stage'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { PasswordInput } from '@/components/ui/password-input'
import { paths } from '@/lib/paths'
import { useNewPassword } from '@/lib/use-new-password'
import { useZodForm, z } from '@/lib/zod-form'
import { houseQuery } from '@/api/session'
import { invitationQuery } from './queries'
import { useEnter } from './use-enter'

/** /register/<token> for the invited, /register where the house is open to everyone. */
export function RegisterPage() {
  const { t } = useLingui()
  const { token } = useParams()
  return (
    <Stage>
      <PageTitle>{t`Create an account`}</PageTitle>
      {token ? <Invited token={token} /> : <Uninvited />}
    </Stage>
  )
}

function Invited({ token }: { token: string }) {
  const { t } = useLingui()
  const house = useQuery(houseQuery())
  const invitation = useQuery(invitationQuery(token))
  const error = house.error ?? invitation.error
  if (error)
    return <ErrorState level={1} error={error} onRetry={() => void invitation.refetch()} className="px-0!" />
  if (!house.data || !invitation.data) return null
  if (!invitation.data.is_valid) {
    return (
      <Refusal title={t`This invitation has ended`}>
        <Trans>It was used, withdrawn, or its time is over. Ask for a new one.</Trans>
      </Refusal>
    )
  }
  const { note } = invitation.data
  return <Welcome house={house.data.name} note={note} token={token} />
}

function Uninvited() {
  const { t } = useLingui()
  const { data: house, error, refetch } = useQuery(houseQuery())
  if (error) return <ErrorState level={1} error={error} onRetry={() => void refetch()} className="px-0!" />
  if (!house) return null
  if (house.registration === 'open') return <Welcome house={house.name} note="" token={null} />
  return (
    <Refusal title={t`By invitation`}>
      <Trans>New members of {house.name} come with a link from an admin.</Trans>
    </Refusal>
  )
}

function Refusal({ title, children }: { title: string; children: ReactNode }) {
  return (
    <>
      <h1 className="serif text-40">{title}</h1>
      <p className="mt-4 measure text-17 text-ash">{children}</p>
      <Button asChild className="mt-8">
        <Link to={paths.login}>
          <Trans>Sign in</Trans>
        </Link>
      </Button>
    </>
  )
}

function Welcome({ house, note, token }: { house: string; note: string; token: string | null }) {
  const { t } = useLingui()
  const enter = useEnter()
  const password = useNewPassword()
  const [error, setError] = useState<unknown>()
  const schema = z.object({
    name: z.string().check(z.trim(), z.minLength(1, t`Say who you are.`), z.maxLength(64)),
    password: password.schema,
  })
  const form = useZodForm(schema, { name: '', password: '' })
  const { errors, isSubmitting } = form.formState
  const submit = form.handleSubmit(async (values) => {
    setError(undefined)
    try {
      const { data: me } = await api.POST('/api/register', { body: { ...values, invitation: token } })
      if (me) await enter(me, paths.home)
    } catch (reason) {
      setError(reason)
    }
  })
  return (
    <>
      <h1 className="serif text-56 text-balance">
        <Trans>Come in.</Trans>
      </h1>
      <p className="mt-3 text-17 text-ash">
        <Trans>You are invited to {house}.</Trans>
        {note && <span className="mt-1 block text-15 text-smoke">{note}</span>}
      </p>
      <form onSubmit={(event) => void submit(event)} className="mt-8 grid gap-5" noValidate>
        <Field label={t`Name`} hint={t`You sign in with it.`} error={errors.name?.message}>
          <Input
            {...form.register('name')}
            autoComplete="username"
            autoCapitalize="words"
            spellCheck={false}
          />
        </Field>
        <Field label={t`Password`} hint={password.hint} error={errors.password?.message}>
          <PasswordInput {...form.register('password')} autoComplete="new-password" />
        </Field>
        <FormAlert error={error} />
        <Button type="submit" variant="primary" size="lg" isBusy={isSubmitting} className="mt-2">
          {t`Create account`}
        </Button>
      </form>
    </>
  )
}
