import { expect, test } from 'vitest'
import { placeInParts, wholeSecond } from './part-clock'

const PARTS = [
  { start_s: 0, duration_s: 1800 },
  { start_s: 1800, duration_s: 1750.5 },
  { start_s: 3550.5, duration_s: null },
]

test.each([
  [-5, 0, 0],
  [0, 0, 0],
  [1799.9, 0, 1799.9],
  [1800, 1, 0],
  [3550.4, 1, 1750.4],
  [3550.5, 2, 0],
  [9000, 2, 5449.5],
])('second %d of the whole lies in part %d at %d', (at_s, index, within_s) => {
  const place = placeInParts(PARTS, at_s)
  expect(place.index).toBe(index)
  expect(place.within_s).toBeCloseTo(within_s)
})

test('every second leads into a part and back to itself', () => {
  for (let at_s = 0; at_s < 5000; at_s += 7.3)
    expect(wholeSecond(PARTS, placeInParts(PARTS, at_s))).toBeCloseTo(at_s)
})

test('what lies behind the end of a file that is shorter than told stays inside of it', () => {
  expect(placeInParts([{ start_s: 0, duration_s: 60 }], 75)).toEqual({ index: 0, within_s: 60 })
})
