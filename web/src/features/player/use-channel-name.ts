import { useLingui } from '@lingui/react/macro'
import { channelsWord } from '@/components/quality-words'

/** "Stereo", "5.1": how many loudspeakers a sound track is for. */
export function useChannelName(): (channels: number) => string {
  const { t } = useLingui()
  return (channels) => channelsWord(channels) ?? (channels === 2 ? t`Stereo` : t`Mono`)
}
