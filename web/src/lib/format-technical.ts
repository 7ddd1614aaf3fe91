import { cached, formatInstant, formatNumber } from './format'

/** Sizes, rates and moments, as technical sheets and the admin's rooms show them; the first screen does without. */

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'] as const

/** "4.7 GB": decimal steps of 1000, as disks are sold. */
export function formatBytes(size_bytes: number, locale: string): string {
  const step = size_bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(size_bytes) / 3), BYTE_UNITS.length - 1)
  const value = size_bytes / 1000 ** step
  const digits = step === 0 || value >= 100 ? 0 : 1
  return formatNumber(value, locale, {
    style: 'unit',
    unit: BYTE_UNITS[step] ?? 'byte',
    unitDisplay: 'short',
    maximumFractionDigits: digits,
  })
}

/** "8.2 Mb/s" from bits per second. */
export function formatBitrate(rate_bps: number, locale: string): string {
  const mega = rate_bps >= 1_000_000
  const value = formatNumber(rate_bps / (mega ? 1_000_000 : 1000), locale, {
    maximumFractionDigits: mega ? 1 : 0,
  })
  return `${value} ${mega ? 'Mb/s' : 'kb/s'}`
}

/** "21 Nov 2026, 22:47" */
export function formatDateTime(at: Date | string, locale: string): string {
  return formatInstant(new Date(at), locale, { dateStyle: 'medium', timeStyle: 'short' })
}

const STEPS: readonly [limit_s: number, unit_s: number, name: Intl.RelativeTimeFormatUnit][] = [
  [60, 1, 'second'],
  [3600, 60, 'minute'],
  [86_400, 3600, 'hour'],
  [604_800, 86_400, 'day'],
  [2_629_800, 604_800, 'week'],
  [31_557_600, 2_629_800, 'month'],
  [Infinity, 31_557_600, 'year'],
]

/** "3 minutes ago", "yesterday", "in 2 days" */
export function formatRelative(at: Date | string, now: Date, locale: string): string {
  const delta_s = (new Date(at).getTime() - now.getTime()) / 1000
  const [, unit_s, name] = STEPS.find(([limit_s]) => Math.abs(delta_s) < limit_s) ?? [0, 1, 'second']
  const format = cached(`r${locale}`, () => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }))
  return format.format(Math.round(delta_s / unit_s), name)
}
