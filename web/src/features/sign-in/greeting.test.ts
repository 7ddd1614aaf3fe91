import { expect, test } from 'vitest'
import { dayPart } from './greeting'

test.each([
  [4, 'evening'],
  [5, 'morning'],
  [11, 'morning'],
  [12, 'day'],
  [16, 'day'],
  [17, 'evening'],
  [23, 'evening'],
  [0, 'evening'],
])('the hour %i is greeted as %s', (hour, part) => {
  expect(dayPart(hour)).toBe(part)
})
