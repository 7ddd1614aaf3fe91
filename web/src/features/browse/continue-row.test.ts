import { expect, test } from 'vitest'
import { asBegun } from './continue-row'
import type { ContinueCard } from './queries'

const card = {
  title: { id: 'series', backdrop: { hash: 'backdrop' } },
  episode: { still: { hash: 'still' } },
  position_s: 60,
  duration_s: 600,
  is_next: false,
} as unknown as ContinueCard

test('a Continue card shows its episode, or its series where the episode is shielded', () => {
  expect(asBegun(card, false).backdrop).toEqual({ hash: 'still' })
  expect(asBegun(card, true).backdrop).toEqual({ hash: 'backdrop' })
  expect(asBegun({ ...card, episode: null }, true).backdrop).toEqual({ hash: 'backdrop' })
})
