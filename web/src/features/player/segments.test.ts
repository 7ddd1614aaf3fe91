import { expect, test } from 'vitest'
import { segmentAt, type Segment } from './segments'

const segments: Segment[] = [
  { kind: 'recap', start_s: 0, end_s: 60 },
  { kind: 'intro', start_s: 60, end_s: 120 },
  { kind: 'credits', start_s: 1200, end_s: 1290 },
  { kind: 'preview', start_s: 1290, end_s: 1320 },
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
