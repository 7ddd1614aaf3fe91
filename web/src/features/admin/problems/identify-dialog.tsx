import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { api } from '@/api/client'
import { FormAlert } from '@/components/form-alert'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { useZodForm, z } from '@/lib/zod-form'

export interface IdentifyDialogProps {
  fileId: string
  path: string
  /** What Kino took it for. */
  title: string
  onOpenChange: (isOpen: boolean) => void
  onDone: () => Promise<void>
}

/** A number typed into a text field, or nothing. */
const parseCount = (text: string) => (text.trim() ? Number(text) : null)

export function IdentifyDialog({ fileId, path, title, onOpenChange, onDone }: IdentifyDialogProps) {
  const { t } = useLingui()
  const [error, setError] = useState<unknown>()
  const digits = (length: number) =>
    z.string().check(z.trim(), z.regex(new RegExp(`^\\d{0,${length}}$`), t`A number.`))
  const schema = z.object({
    kind: z.enum(['movie', 'episode']),
    title: z.string().check(z.trim(), z.minLength(1, t`Which title is it?`), z.maxLength(255)),
    year: digits(4),
    season: digits(4),
    episode: digits(5),
  })
  const form = useZodForm(schema, { kind: 'movie', title, year: '', season: '', episode: '' })
  const { errors, isSubmitting } = form.formState
  const kind = form.watch('kind')
  const submit = form.handleSubmit(async (values) => {
    setError(undefined)
    const isEpisode = values.kind === 'episode'
    if (isEpisode && (!values.season || !values.episode)) {
      form.setError(values.season ? 'episode' : 'season', { message: t`Which one is it?` })
      return
    }
    try {
      await api.POST('/api/admin/files/{file_id}/identify', {
        params: { path: { file_id: fileId } },
        body: {
          kind: values.kind,
          title: values.title,
          year: parseCount(values.year),
          season_number: isEpisode ? parseCount(values.season) : null,
          episode_number: isEpisode ? parseCount(values.episode) : null,
        },
      })
      onOpenChange(false)
      await onDone()
    } catch (reason) {
      setError(reason)
    }
  })
  return (
    <Dialog
      open
      onOpenChange={onOpenChange}
      title={t`What is it?`}
      description={
        <bdi className="break-all" dir="ltr">
          {path}
        </bdi>
      }
    >
      <form onSubmit={(event) => void submit(event)} className="grid gap-5" noValidate>
        <Field label={t`Kind`}>
          <Select
            value={kind}
            onValueChange={(value) => form.setValue('kind', value)}
            options={[
              { value: 'movie', label: t`Film` },
              { value: 'episode', label: t`Episode of a series` },
            ]}
          />
        </Field>
        <div className="grid grid-cols-[1fr_104px] gap-4">
          <Field
            label={kind === 'movie' ? t`Title` : t({ message: 'Series', context: 'one title' })}
            error={errors.title?.message}
          >
            <Input {...form.register('title')} autoComplete="off" />
          </Field>
          <Field label={t`Year`} error={errors.year?.message}>
            <Input {...form.register('year')} inputMode="numeric" autoComplete="off" />
          </Field>
        </div>
        {kind === 'episode' && (
          <div className="grid grid-cols-2 gap-4">
            <Field label={t`Season`} error={errors.season?.message}>
              <Input {...form.register('season')} inputMode="numeric" autoComplete="off" />
            </Field>
            <Field label={t`Episode`} error={errors.episode?.message}>
              <Input {...form.register('episode')} inputMode="numeric" autoComplete="off" />
            </Field>
          </div>
        )}
        <FormAlert error={error} />
        <Button type="submit" variant="primary" isBusy={isSubmitting} className="justify-self-end">
          {t`Save`}
        </Button>
      </form>
    </Dialog>
  )
}
