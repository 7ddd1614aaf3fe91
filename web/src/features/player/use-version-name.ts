import { useLingui } from '@lingui/react/macro'
import type { PlayedVersion } from './engine/playback-api'

/** "Director's cut, 2160p, HDR10": what tells versions apart. */
export function useVersionName(): (version: PlayedVersion) => string {
  const { t } = useLingui()
  return (version) => {
    const height = version.quality ?? (version.height_px ? `${version.height_px}p` : null)
    const hdr = version.hdr_format && version.hdr_format !== 'sdr' ? version.hdr_format.toUpperCase() : null
    const words = [version.edition, height, hdr].filter(Boolean)
    return words.length > 0 ? words.join(', ') : t`another version`
  }
}
