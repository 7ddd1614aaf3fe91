import { useLingui } from '@lingui/react/macro'
import { hdrWord } from '@/components/quality-words'
import type { PlayedVersion } from './engine/playback-api'

/** "Director's cut, 2160p, HDR10": what tells versions apart. */
export function useVersionName(): (version: PlayedVersion) => string {
  const { t } = useLingui()
  return (version) => {
    const height = version.quality ?? (version.height_px ? `${version.height_px}p` : null)
    const words = [version.edition, height, hdrWord(version.hdr_format)].filter(Boolean)
    return words.length > 0 ? words.join(', ') : t`another version`
  }
}
