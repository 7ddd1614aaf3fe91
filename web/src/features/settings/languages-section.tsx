import { useLingui } from '@lingui/react/macro'
import type { Profile } from '@/api/session'
import { LanguageSelect } from '@/components/language-select'
import { Field } from '@/components/ui/field'
import { Select } from '@/components/ui/select'
import { useLanguageOptions } from '@/lib/use-language-options'
import { useProfileSetting } from '@/components/use-profile-setting'
import { Section } from './section'

// A select holds strings; the server's word for "none in particular" is null.
const ANY = ''

export function LanguagesSection({ profile }: { profile: Profile }) {
  const { t } = useLingui()
  const change = useProfileSetting(profile.id)
  const languages = useLanguageOptions()
  const modes = [
    { value: 'auto' as const, label: t`When the sound is in another language` },
    { value: 'always' as const, label: t`Always` },
    { value: 'forced' as const, label: t`Only what is foreign in the film` },
    { value: 'off' as const, label: t`Never` },
  ]
  return (
    <Section
      title={t`Languages`}
      text={t`The player starts with these; any film can be changed while it runs.`}
    >
      <Field label={t`Kino itself`}>
        <LanguageSelect onChange={(ui_language) => void change({ ui_language })} />
      </Field>
      <Field label={t`Sound`}>
        <Select
          value={profile.audio_language ?? ANY}
          onValueChange={(value) => void change({ audio_language: value || null })}
          options={[{ value: ANY, label: t`As the film was made` }, ...languages]}
        />
      </Field>
      <Field label={t`Subtitles`}>
        <Select
          value={profile.subtitle_mode}
          onValueChange={(subtitle_mode) => void change({ subtitle_mode })}
          options={modes}
        />
      </Field>
      {profile.subtitle_mode !== 'off' && (
        <Field label={t`Language of the subtitles`}>
          <Select
            value={profile.subtitle_language ?? ANY}
            onValueChange={(value) => void change({ subtitle_language: value || null })}
            options={[{ value: ANY, label: t`As Kino itself` }, ...languages]}
          />
        </Field>
      )}
    </Section>
  )
}
