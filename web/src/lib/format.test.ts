import { expect, test } from 'vitest'
import * as format from './format'

test.each([
  [0, '0 sec'],
  [40, '40 sec'],
  [59.6, '1 min'],
  [3540, '59 min'],
  [3599, '1 hr'],
  [6720, '1 hr 52 min'],
  [-5, '0 sec'],
])('a duration of %d s reads %s', (duration_s, text) => {
  expect(format.formatDuration(duration_s, 'en')).toBe(text)
})

test('a duration is written in the language of the page', () => {
  expect(format.formatDuration(6720, 'de')).toBe('1 Std. 52 Min.')
})

test.each([
  [0, '0:00'],
  [59.9, '0:59'],
  [2530, '42:10'],
  [3730, '1:02:10'],
  [36_000, '10:00:00'],
])('the clock at %d s shows %s', (position_s, text) => {
  expect(format.formatClock(position_s)).toBe(text)
})

test('the end time is now plus what is left, over midnight too', () => {
  const now = new Date(2026, 10, 21, 23, 30)
  expect(format.formatEndTime(now, 45 * 60, 'de')).toBe('00:15')
  expect(format.formatEndTime(new Date(2026, 10, 21, 21, 0), 107 * 60, 'de')).toBe('22:47')
})

test('a time of day never breaks over two lines', () => {
  expect(format.formatEndTime(new Date(2026, 10, 21, 21, 0), 107 * 60, 'en')).toMatch(
    /^10:47[\u00a0\u202f]PM$/,
  )
})
