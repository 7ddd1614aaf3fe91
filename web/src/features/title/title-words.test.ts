import { expect, test } from 'vitest'
import type { Season } from './types'
import { pickSeason } from './use-season'

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
