import type { I18n } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { languageName } from '../reason-text'
import type { SubtitleTrack } from './cues'

/** "German, for foreign speech", or the track's number where nobody named it. */
export function subtitleName(track: SubtitleTrack, index: number, i18n: I18n): string {
  const locale = i18n.locale === 'ar-XB' ? 'en' : i18n.locale
  const parts = [
    languageName(track.language, locale),
    track.title,
    track.is_forced ? i18n._(msg`foreign speech only`) : null,
    track.is_sdh ? i18n._(msg`with sounds`) : null,
  ]
  return parts.filter(Boolean).join(', ') || i18n._(msg`Track ${index + 1}`)
}

/** "+0.25 s" */
export const formatDelay = (delay_s: number) =>
  `${delay_s > 0 ? '+' : delay_s < 0 ? '−' : ''}${Math.abs(delay_s).toFixed(2)} s`
