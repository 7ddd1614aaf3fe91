import { useLingui } from '@lingui/react/macro'
import { FormAlert } from '@/components/form-alert'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { PasswordInput } from '@/components/ui/password-input'
import { useNewPassword } from '@/lib/use-new-password'
import { useZodForm, z } from '@/lib/zod-form'
import { StepFrame } from './step-frame'

export interface AccountDraft {
  name: string
  password: string
}

export interface AccountStepProps {
  draft: AccountDraft
  /** Why the server sent the wizard back here. */
  refusal: unknown
  onBack: () => void
  onDone: (draft: AccountDraft) => void
}

export function AccountStep({ draft, refusal, onBack, onDone }: AccountStepProps) {
  const { t } = useLingui()
  const password = useNewPassword()
  const schema = z.object({
    name: z.string().check(z.trim(), z.minLength(1, t`Say who you are.`), z.maxLength(64)),
    password: password.schema,
  })
  const form = useZodForm(schema, draft)
  const { errors } = form.formState
  return (
    <StepFrame
      title={t`Who are you?`}
      text={t`You will be the admin: libraries, members and the rest are yours to keep.`}
    >
      <form
        onSubmit={(event) => void form.handleSubmit(onDone)(event)}
        className="grid max-w-[400px] gap-5"
        noValidate
      >
        <Field label={t`Name`} hint={t`You sign in with it.`} error={errors.name?.message}>
          <Input {...form.register('name')} autoComplete="username" spellCheck={false} />
        </Field>
        <Field label={t`Password`} hint={password.hint} error={errors.password?.message}>
          <PasswordInput {...form.register('password')} autoComplete="new-password" />
        </Field>
        <FormAlert error={refusal} />
        <div className="mt-3 flex gap-3">
          <Button type="submit" variant="primary" size="lg">{t`Continue`}</Button>
          <Button variant="ghost" size="lg" onClick={onBack}>{t`Back`}</Button>
        </div>
      </form>
    </StepFrame>
  )
}
