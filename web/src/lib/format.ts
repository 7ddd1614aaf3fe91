/**
 * Numbers, durations and dates as a person reads them, through Intl only.
 * Units stand in the parameter names; `locale` is a BCP 47 tag. Components use `useFormat()`.
 */

const cache = new Map<string, unknown>()

export function cached<T>(key: string, make: () => T): T {
  // Building an Intl formatter costs some 50 µs, and a row of cards asks for dozens.
  if (!cache.has(key)) cache.set(key, make())
  return cache.get(key) as T
}

export function formatNumber(value: number, locale: string, options: Intl.NumberFormatOptions): string {
  return cached(`n${locale}${JSON.stringify(options)}`, () => new Intl.NumberFormat(locale, options)).format(
    value,
  )
}

export function formatInstant(at: Date, locale: string, options: Intl.DateTimeFormatOptions): string {
  return cached(
    `d${locale}${JSON.stringify(options)}`,
    () => new Intl.DateTimeFormat(locale, options),
  ).format(at)
}

const unit = (
  value: number,
  name: string,
  locale: string,
  unitDisplay: 'narrow' | 'short' | 'long' = 'short',
) => formatNumber(value, locale, { style: 'unit', unit: name, unitDisplay, maximumFractionDigits: 0 })

/** "1 hr 52 min", "52 min", "40 sec": a running time, rounded to minutes from one minute on. */
export function formatDuration(duration_s: number, locale: string): string {
  const seconds = Math.max(0, duration_s)
  if (seconds < 59.5) return unit(Math.round(seconds), 'second', locale)
  const minutes = Math.round(seconds / 60)
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  if (hours === 0) return unit(rest, 'minute', locale)
  if (rest === 0) return unit(hours, 'hour', locale)
  return `${unit(hours, 'hour', locale)} ${unit(rest, 'minute', locale)}`
}

/** "42:10", "1:02:10": a place in a film, as the player's clock shows it. Digits are plain in every language. */
export function formatClock(position_s: number): string {
  const total = Math.max(0, Math.floor(position_s))
  const hours = Math.floor(total / 3600)
  const minutes = Math.floor((total % 3600) / 60)
  const seconds = String(total % 60).padStart(2, '0')
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`
}

/** The time of day, "22:47" or "10:47 PM", at which something that still runs `remaining_s` is over. */
export function formatEndTime(now: Date, remaining_s: number, locale: string): string {
  const at = new Date(now.getTime() + remaining_s * 1000)
  // "PM" alone on the next line is no time.
  return formatInstant(at, locale, { timeStyle: 'short' }).replace(' ', '\u00a0')
}

/** "21 November 2026" */
export function formatDate(at: Date | string, locale: string): string {
  return formatInstant(new Date(at), locale, { dateStyle: 'long' })
}

/** "43 %" of a share in 0..1 */
export function formatShare(share: number, locale: string): string {
  return formatNumber(share, locale, { style: 'percent', maximumFractionDigits: 0 })
}

/** "12,480" */
export function formatCount(count: number, locale: string): string {
  return formatNumber(count, locale, {})
}

/** "Drama, Noir and Mystery" */
export function formatList(words: readonly string[], locale: string): string {
  return cached(`l${locale}`, () => new Intl.ListFormat(locale, { type: 'conjunction' })).format(words)
}
