import * as technical from './format-technical'
import { useFormat } from './use-format'

/** What useFormat() gives, and the functions of format-technical.ts in the same language. */
export function useTechnicalFormat() {
  const format = useFormat()
  const { locale } = format
  return {
    ...format,
    bytes: (size_bytes: number) => technical.formatBytes(size_bytes, locale),
    bitrate: (rate_bps: number) => technical.formatBitrate(rate_bps, locale),
    dateTime: (at: Date | string) => technical.formatDateTime(at, locale),
    relative: (at: Date | string, now = new Date()) => technical.formatRelative(at, now, locale),
  }
}
