import { useLingui } from '@lingui/react/macro'
import type { Profile } from '@/api/session'
import { Field } from '@/components/ui/field'
import { Select } from '@/components/ui/select'
import { Switch } from '@/components/ui/switch'
import { useProfileSetting } from '@/components/use-profile-setting'
import { Section } from './section'

export function WatchingSection({ profile }: { profile: Profile }) {
  const { t } = useLingui()
  const change = useProfileSetting(profile.id)
  return (
    <Section title={t`Watching`}>
      <Field
        layout="row"
        label={t`Play the next episode`}
        hint={t`After a short countdown that can be stopped.`}
      >
        <Switch
          checked={profile.plays_next_episode}
          onCheckedChange={(plays_next_episode) => void change({ plays_next_episode })}
        />
      </Field>
      <Field label={t`Recaps, intros and credits`}>
        <Select
          value={profile.skip_mode}
          onValueChange={(skip_mode) => void change({ skip_mode })}
          options={[
            { value: 'ask', label: t`A button leads over them` },
            { value: 'binge', label: t`Skipped from the second episode in a row on` },
            { value: 'auto', label: t`Skipped always` },
            { value: 'off', label: t`Never skipped, no button` },
          ]}
        />
      </Field>
      <Field
        layout="row"
        label={t`Spoiler shield`}
        hint={t`Blurs pictures and descriptions of episodes that you have not seen.`}
      >
        <Switch
          checked={profile.hides_spoilers}
          onCheckedChange={(hides_spoilers) => void change({ hides_spoilers })}
        />
      </Field>
    </Section>
  )
}
