import { useLingui } from '@lingui/react'
import * as format from './format'

/** The functions of format.ts, bound to the language on screen. */
export function useFormat() {
  const { i18n } = useLingui()
  // The pseudo-language is laid out like Arabic but counts in English.
  const locale = i18n.locale === 'ar-XB' ? 'en' : i18n.locale
  return {
    locale,
    duration: (duration_s: number) => format.formatDuration(duration_s, locale),
    clock: format.formatClock,
    endTime: (remaining_s: number, now = new Date()) => format.formatEndTime(now, remaining_s, locale),
    date: (at: Date | string) => format.formatDate(at, locale),
    share: (share: number) => format.formatShare(share, locale),
    count: (count: number) => format.formatCount(count, locale),
    list: (words: readonly string[]) => format.formatList(words, locale),
  }
}
