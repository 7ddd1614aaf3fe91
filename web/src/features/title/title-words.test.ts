import { expect, test } from 'vitest'
import { channelsWord, hdrWord, resolutionWord } from './quality-words'
import type { Season } from './types'
import { pickSeason } from './use-season'

test.each([
  [2160, '4K'],
  [1600, '4K'],
  [1080, '1080p'],
  [804, '1080p'],
  [720, '720p'],
  [576, null],
  [null, null],
])('a picture of %s lines is called %s', (height_px, word) => {
  expect(resolutionWord(height_px)).toBe(word)
})

test('only what is more than plain has a badge', () => {
  expect([hdrWord('sdr'), hdrWord(null), hdrWord('hdr10'), hdrWord('dolby_vision'), hdrWord('new')]).toEqual([
    null,
    null,
    'HDR10',
    'Dolby Vision',
    'NEW',
  ])
  expect([channelsWord(2), channelsWord(6), channelsWord(8), channelsWord(4)]).toEqual([
    null,
    '5.1',
    '7.1',
    '4.0',
  ])
})

const seasons = [1, 2, 0].map((season_number) => ({ season_number }) as Season)

test('the address is asked before memory, and both before the next unwatched', () => {
  expect(pickSeason(seasons, ['2', '1', 0])?.season_number).toBe(2)
  expect(pickSeason(seasons, [null, '1', 2])?.season_number).toBe(1)
  expect(pickSeason(seasons, [null, null, 2])?.season_number).toBe(2)
  expect(pickSeason(seasons, ['0', '1', 2])?.season_number).toBe(0)
})

test('a season that is gone, or nonsense, is passed over', () => {
  expect(pickSeason(seasons, ['9', 'x', undefined])?.season_number).toBe(1)
  expect(pickSeason(seasons, ['', null])?.season_number).toBe(1)
  expect(pickSeason([], ['1'])).toBeNull()
})
