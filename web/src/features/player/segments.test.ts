import { expect, test } from 'vitest'
import { type Segment, segmentAt, withEdge } from './segments'

const segments: Segment[] = [
  { kind: 'recap', start_s: 0, end_s: 60, is_marked: false },
  { kind: 'intro', start_s: 60, end_s: 120, is_marked: false },
  { kind: 'credits', start_s: 1200, end_s: 1290, is_marked: false },
  { kind: 'preview', start_s: 1290, end_s: 1320, is_marked: false },
]

test.each([
  [0, null, 'recap'],
  [60, null, 'intro'],
  [119.8, null, null],
  [500, null, null],
  [1200, null, 'credits'],
  [1200, { id: 'next' }, null],
  [1300, null, null],
])('at %d s with %o behind it: %s', (at_s, next, kind) => {
  expect(segmentAt({ segments, next }, at_s, 1320)?.kind ?? null).toBe(kind)
})

test.each([
  ['intro', undefined, 'start', 30, { start_s: 30, end_s: 90 }],
  ['intro', { start_s: 10, end_s: 80 }, 'start', 30, { start_s: 30, end_s: 80 }],
  ['intro', { start_s: 10, end_s: 20 }, 'start', 30, { start_s: 30, end_s: 90 }],
  ['preview', undefined, 'start', 1300, { start_s: 1300, end_s: 1320 }],
  ['credits', undefined, 'start', 1200, { start_s: 1200, end_s: 1320 }],
  ['recap', undefined, 'end', 50, { start_s: 0, end_s: 50 }],
  ['intro', { start_s: 60, end_s: 80 }, 'end', 70, { start_s: 60, end_s: 70 }],
  ['intro', { start_s: 60, end_s: 80 }, 'end', 40, { start_s: 0, end_s: 40 }],
] as const)('%s of %o whose %s is moved to %d', (kind, known, edge, at_s, expected) => {
  expect(withEdge(kind, known, edge, at_s, 1320)).toEqual(expected)
})
