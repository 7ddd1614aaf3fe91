import { useLingui } from '@lingui/react/macro'
import { useFormat } from '@/lib/use-format'
import { usePlayback, usePlayer } from '../player-context'
import { languageName } from '../reason-text'
import { useChannelName } from '../use-channel-name'
import { ChoiceList } from './choice-list'

/** Every sound track of the file, and which of them plays. */
export function AudioSheet() {
  const { t } = useLingui()
  const { locale } = useFormat()
  const channelName = useChannelName()
  const { engine } = usePlayer()
  const chosen_index = usePlayback((state) => state.audio_index)
  const isDirect = usePlayback((state) => state.plan?.method === 'direct')
  const tracks = usePlayback((state) => state.plan?.audio_tracks) ?? []
  const hasOthers = tracks.some((track) => !track.is_playable)
  return (
    <>
      <ChoiceList
        aria-label={t`Sound tracks`}
        choices={tracks.map((track, index) => {
          const language = languageName(track.language, locale)
          return {
            id: String(track.index),
            label: [language, track.title].filter(Boolean).join(', ') || t`Track ${index + 1}`,
            note: `${track.codec.toUpperCase()}, ${channelName(track.channels)}`,
            isChosen: track.index === chosen_index,
            isDisabled: !track.is_playable,
          }
        })}
        onChoose={(id) => engine.chooseAudio(Number(id))}
      />
      {hasOthers && (
        <p className="mt-5 border-t hairline pt-5 text-13 text-pretty text-ash">
          {isDirect
            ? t`The file plays as it is, and a browser takes the first sound track of a file. The others are in it, but cannot be switched to.`
            : t`Your browser cannot play the tracks that cannot be chosen.`}
        </p>
      )}
    </>
  )
}
