import { expect, test } from 'vitest'
import { groupByDay, type HistoryCard } from './group-by-day'

const sitting = (id: string, at: Date) => ({ id, started_at: at.toISOString() }) as HistoryCard
const shape = (entries: HistoryCard[]) =>
  groupByDay(entries).map((line) => (line.kind === 'day' ? `day ${line.key}` : line.key))

test('a new day begins at the viewer’s own midnight', () => {
  const entries = [
    sitting('morning', new Date(2026, 10, 22, 0, 5)),
    sitting('evening', new Date(2026, 10, 21, 23, 55)),
    sitting('noon', new Date(2026, 10, 21, 12, 0)),
    sitting('long ago', new Date(2025, 10, 21, 12, 0)),
  ]
  expect(shape(entries)).toEqual([
    'day 2026-11-22',
    'morning',
    'day 2026-11-21',
    'evening',
    'noon',
    'day 2025-11-21',
    'long ago',
  ])
})

test('nothing watched has no days', () => {
  expect(shape([])).toEqual([])
})
