import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { meQuery, type Profile } from '@/api/session'
import { Field } from '@/components/ui/field'
import { IconButton } from '@/components/ui/icon-button'
import { Select } from '@/components/ui/select'
import { useProfileSetting } from '@/components/use-profile-setting'
import { usePlayback, usePlayer } from '../player-context'
import { formatDelay, subtitleName } from '../subtitles/subtitle-name'
import { ChoiceList } from './choice-list'

const OFF = 'off'

/** Every subtitle track, which of them is shown, and how much earlier or later. */
export function SubtitlesSheet() {
  const { t, i18n } = useLingui()
  const { engine, commands } = usePlayer()
  const tracks = usePlayback((state) => state.plan?.subtitle_tracks) ?? []
  const chosen_id = usePlayback((state) => state.subtitle_id)
  const profile = useQuery(meQuery()).data?.profile
  const delay_s = usePlayback((state) => state.subtitle_delay_s)
  return (
    <>
      <ChoiceList
        aria-label={t`Subtitles`}
        choices={[
          { id: OFF, label: t`Off`, isChosen: chosen_id === null },
          ...tracks.map((track, index) => ({
            id: track.id,
            label: subtitleName(track, index, i18n),
            note: track.is_external ? t`Beside the film` : track.kind === 'pictures' ? t`Pictures` : null,
            isChosen: track.id === chosen_id,
          })),
        ]}
        onChoose={(id) => engine.chooseSubtitles(id === OFF ? null : id)}
      />
      {chosen_id !== null && (
        <>
          <div className="mt-5 flex items-center gap-2 border-t hairline pt-4 text-15">
            <span className="flex-1 text-ash">{t`Shown`}</span>
            <IconButton label={t`Earlier`} onClick={() => commands.delaySubtitles(-0.05)}>
              <span aria-hidden>−</span>
            </IconButton>
            <output className="w-20 text-center tabular">{formatDelay(delay_s)}</output>
            <IconButton label={t`Later`} onClick={() => commands.delaySubtitles(0.05)}>
              <span aria-hidden>+</span>
            </IconButton>
          </div>
          {profile && <SubtitleLook profile={profile} />}
        </>
      )}
    </>
  )
}

/** How the profile likes its subtitles; it holds for every film and on every screen. */
function SubtitleLook({ profile }: { profile: Profile }) {
  const { t } = useLingui()
  const change = useProfileSetting(profile.id)
  return (
    <div className="mt-4 flex flex-col gap-4">
      <Field label={t`Size`}>
        <Select
          value={profile.subtitle_size}
          onValueChange={(subtitle_size) => void change({ subtitle_size })}
          options={[
            { value: 'small', label: t`Small` },
            { value: 'medium', label: t`Medium` },
            { value: 'large', label: t`Large` },
            { value: 'huge', label: t`Very large` },
          ]}
        />
      </Field>
      <Field label={t`Background`}>
        <Select
          value={profile.subtitle_look}
          onValueChange={(subtitle_look) => void change({ subtitle_look })}
          options={[
            { value: 'outline', label: t`None, with an outline` },
            { value: 'shade', label: t`Half transparent` },
            { value: 'box', label: t`Black` },
          ]}
        />
      </Field>
    </div>
  )
}
