import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { FormAlert } from '@/components/form-alert'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { useZodForm, z } from '@/lib/zod-form'
import { StepFrame } from './step-frame'

export interface HouseStepProps {
  owner: string
  onBack: () => void
  onDone: (houseName: string) => Promise<void>
}

export function HouseStep({ owner, onBack, onDone }: HouseStepProps) {
  const { t } = useLingui()
  const [error, setError] = useState<unknown>()
  const schema = z.object({
    house: z.string().check(z.trim(), z.minLength(1, t`A house needs a name.`), z.maxLength(64)),
  })
  const form = useZodForm(schema, { house: t`${owner}’s cinema` })
  const { errors, isSubmitting } = form.formState
  const submit = form.handleSubmit(async ({ house }) => {
    setError(undefined)
    await onDone(house).catch(setError)
  })
  return (
    <StepFrame
      title={t`Name the house`}
      text={t`It greets those who come in. It can be changed at any time.`}
    >
      <form onSubmit={(event) => void submit(event)} className="grid max-w-[400px] gap-5" noValidate>
        <Field label={t`Name of the house`} error={errors.house?.message}>
          <Input {...form.register('house')} autoComplete="off" />
        </Field>
        <FormAlert error={error} />
        <div className="mt-3 flex gap-3">
          <Button type="submit" variant="primary" size="lg" isBusy={isSubmitting}>{t`Continue`}</Button>
          <Button variant="ghost" size="lg" onClick={onBack}>{t`Back`}</Button>
        </div>
      </form>
    </StepFrame>
  )
}
