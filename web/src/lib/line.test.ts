import { describe, expect, test } from 'vitest'
import { evenLine, indexesOf, type Line, unevenLine, widen } from './line'

// The same wall said in both ways must be the same wall.
const PAIRS: [even: Line, uneven: Line][] = [
  [evenLine(0, 40), unevenLine([])],
  [evenLine(1, 40, 8), unevenLine([40], 8)],
  [evenLine(30, 40), unevenLine(Array.from({ length: 30 }, () => 40))],
  [
    evenLine(500, 172, 12),
    unevenLine(
      Array.from({ length: 500 }, () => 172),
      12,
    ),
  ],
]

test.each(PAIRS)('an even line and an uneven one of equal sizes agree', (even, uneven) => {
  expect(uneven.total_px).toBe(even.total_px)
  for (let index = 0; index <= even.count; index += 1) expect(uneven.startOf(index)).toBe(even.startOf(index))
  for (let px = -100; px < even.total_px + 100; px += 13) expect(uneven.indexAt(px)).toBe(even.indexAt(px))
})

describe('a line of different sizes', () => {
  const line = unevenLine([100, 20, 300], 10)

  test('starts where the one before and its gap end', () => {
    expect([0, 1, 2, 3].map(line.startOf)).toEqual([0, 110, 140, 450])
    expect(line.total_px).toBe(440)
  })

  test.each([
    [-50, 0],
    [0, 0],
    [109.5, 0],
    [110, 1],
    [139, 1],
    [140, 2],
    [9000, 2],
  ])('at %d px finds thing %d', (offset_px, index) => {
    expect(line.indexAt(offset_px)).toBe(index)
  })
})

test('all that touches a view is between the things at its ends', () => {
  const sizes = Array.from({ length: 60 }, (_, index) => 20 + ((index * 37) % 90))
  const line = unevenLine(sizes, 6)
  for (let top = 0; top < line.total_px - 400; top += 7) {
    const touched = sizes.flatMap((size, index) => {
      const start = line.startOf(index)
      return start < top + 400 && start + size > top ? [index] : []
    })
    const { first, last } = widen(line, line.indexAt(top), line.indexAt(top + 400), 0)
    expect(first).toBeLessThanOrEqual(touched[0] ?? first)
    expect(last).toBeGreaterThanOrEqual(touched.at(-1) ?? last)
    expect(last - first).toBeLessThanOrEqual(touched.length + 1)
  }
})

test('more things on each side, but none that are not there', () => {
  const line = evenLine(10, 100)
  expect(widen(line, 5, 8, 1)).toEqual({ first: 4, last: 9 })
  expect(widen(line, 0, 2, 3)).toEqual({ first: 0, last: 5 })
  expect(indexesOf({ first: 4, last: 6 })).toEqual([4, 5, 6])
  expect(indexesOf(widen(evenLine(0, 100), 0, 0, 3))).toEqual([])
})
