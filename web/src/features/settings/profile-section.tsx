import { useLingui } from '@lingui/react/macro'
import type { Profile } from '@/api/session'
import { AvatarPicker } from '@/components/avatar-picker'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { useZodForm, z } from '@/lib/zod-form'
import { useProfileSetting } from '@/components/use-profile-setting'
import { Section } from './section'

export function ProfileSection({ profile }: { profile: Profile }) {
  const { t } = useLingui()
  const change = useProfileSetting(profile.id)
  const schema = z.object({
    name: z.string().check(z.trim(), z.minLength(1, t`A profile needs a name.`), z.maxLength(64)),
  })
  const form = useZodForm(schema, { name: profile.name })
  const { errors, isDirty, isSubmitting } = form.formState
  const save = form.handleSubmit(async (values) => {
    if (await change(values)) form.reset(values)
  })
  return (
    <Section title={t`Profile`} text={t`Progress, list and history belong to it.`}>
      <form onSubmit={(event) => void save(event)} className="flex items-start gap-3" noValidate>
        <Field label={t`Name`} error={errors.name?.message} className="flex-1">
          <Input {...form.register('name')} autoComplete="off" maxLength={64} />
        </Field>
        <Button type="submit" className="mt-[30px]" isBusy={isSubmitting} disabled={!isDirty}>
          {t`Save`}
        </Button>
      </form>
      <AvatarPicker
        name={profile.name}
        value={profile.avatar}
        onValueChange={(avatar) => void change({ avatar })}
        className="max-w-[440px]"
      />
    </Section>
  )
}
