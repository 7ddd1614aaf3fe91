import { expect, test } from 'vitest'
import * as format from './format-technical'

test.each([
  [0, '0 byte'],
  [999, '999 byte'],
  [1000, '1 kB'],
  [4_680_000_000, '4.7 GB'],
  [123_400_000_000, '123 GB'],
])('%d bytes read %s', (size_bytes, text) => {
  expect(format.formatBytes(size_bytes, 'en')).toBe(text)
})

test.each([
  [800_000, '800 kb/s'],
  [8_240_000, '8.2 Mb/s'],
])('%d bps read %s', (rate_bps, text) => {
  expect(format.formatBitrate(rate_bps, 'en')).toBe(text)
})

test('relative times pick the unit a person would', () => {
  const now = new Date('2026-11-21T12:00:00Z')
  expect(format.formatRelative('2026-11-21T11:57:00Z', now, 'en')).toBe('3 minutes ago')
  expect(format.formatRelative('2026-11-20T12:00:00Z', now, 'en')).toBe('yesterday')
  expect(format.formatRelative('2026-11-23T12:00:00Z', now, 'de')).toBe('übermorgen')
})
