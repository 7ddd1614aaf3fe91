import { expect, test } from 'vitest'
import { episodeCode } from './play-button'
import { channelsWord, hdrWord, resolutionWord } from './quality-words'

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

test.each([
  [null, null, 'S2'],
  [4, null, 'S2 E4'],
  [4, 4, 'S2 E4'],
  [4, 5, 'S2 E4–5'],
])('episode %s to %s of the second season is %s', (episode_number, last_episode_number, code) => {
  expect(episodeCode({ season_number: 2, episode_number, last_episode_number })).toBe(code)
})
