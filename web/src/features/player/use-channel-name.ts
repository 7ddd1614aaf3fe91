import { useLingui } from '@lingui/react/macro'

/** "Stereo", "5.1": how many loudspeakers a sound track is for. */
export function useChannelName(): (channels: number) => string {
  const { t } = useLingui()
  return (channels) => (channels > 2 ? `${channels - 1}.1` : channels === 2 ? t`Stereo` : t`Mono`)
}
