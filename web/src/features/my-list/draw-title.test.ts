import { expect, test } from 'vitest'
import { drawTitle } from './draw-title'

const titles = ['a', 'b', 'c'].map((id) => ({ id }))

test('every title can be drawn, and no number falls outside', () => {
  const drawn = [0, 0.34, 0.67, 0.999999].map((random) => drawTitle(titles, null, random)?.id)
  expect(drawn).toEqual(['a', 'b', 'c', 'c'])
})

test('drawing again gives another one while there is a choice', () => {
  for (const random of [0, 0.4, 0.99]) expect(drawTitle(titles, 'b', random)?.id).not.toBe('b')
  expect(drawTitle([{ id: 'only' }], 'only', 0.5)?.id).toBe('only')
})

test('an empty list has nothing to draw', () => {
  expect(drawTitle([], null, 0.5)).toBeUndefined()
})
