import { expect, test } from 'vitest'
import type { EpisodeCard } from './engine/playback-api'
import { chapterStart, gapMask } from './chapters'
import { nextUpEnd, nextUpStart } from './next-up'

const next = { id: 'next' } as EpisodeCard

test.each([
  ['no next episode', null, 1300, 1440, null],
  ['no length yet', next, 1300, null, null],
  ['at the credits', next, 1300, 1440, 1300],
  ['the last twenty seconds', next, null, 1440, 1420],
  ['credits that are the end itself', next, 1440, 1440, 1420],
  ['a tenth of a short film', next, null, 60, 54],
])('offers the next episode: %s', (_, following, credits_start_s, duration_s, start_s) => {
  expect(nextUpStart({ next: following, credits_start_s }, duration_s)).toBe(start_s)
})

test('credits are cut short, a film never is', () => {
  expect(nextUpEnd({ credits_start_s: 1300 }, 1440, 1300)).toBe(1310)
  expect(nextUpEnd({ credits_start_s: 1300 }, 1440, 1436)).toBe(1440)
  expect(nextUpEnd({ credits_start_s: null }, 1440, 1420)).toBe(1440)
})

const CHAPTERS = [0, 30, 60].map((start_s) => ({ start_s, title: null }))

test.each([
  [0, 1, 30],
  [29.9, 1, 30],
  [60, 1, null],
  [45, -1, 30],
  [31, -1, 0],
  [1, -1, 0],
] as const)('from second %d, chapter %d away begins at %s', (at_s, direction, start_s) => {
  expect(chapterStart(CHAPTERS, at_s, direction)).toBe(start_s)
})

test('gaps are cut at chapters inside the film only', () => {
  expect(gapMask([], 100, 3)).toBe('none')
  expect(gapMask(CHAPTERS, null, 3)).toBe('none')
  expect(gapMask(CHAPTERS, 120, 3).match(/transparent/g)).toHaveLength(4)
})
