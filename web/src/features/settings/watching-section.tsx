import { useLingui } from '@lingui/react/macro'
import type { Profile } from '@/api/session'
import { Field } from '@/components/ui/field'
import { Switch } from '@/components/ui/switch'
import { Section } from './section'
import { useProfileSetting } from './use-profile-setting'

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
      <Field
        layout="row"
        label={t`Play previews`}
        hint={t`Muted, while a title is looked at. Never when your system asks for less motion.`}
      >
        <Switch
          checked={profile.plays_previews}
          onCheckedChange={(plays_previews) => void change({ plays_previews })}
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
