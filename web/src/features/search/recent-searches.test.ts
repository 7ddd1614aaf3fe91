// @vitest-environment jsdom
import { expect, test } from 'vitest'
import { addRecent, readRecent, writeRecent } from './recent-searches'

test('the latest search stands first, once', () => {
  expect(addRecent(['salt', 'noir'], 'Noir ')).toEqual(['Noir', 'salt'])
})

test('eight are kept, and single letters are no search', () => {
  const many = Array.from({ length: 9 }, (_, index) => `film ${index}`)
  const kept = many.reduce<string[]>((recent, text) => addRecent(recent, text), [])
  expect(kept).toHaveLength(8)
  expect(kept[0]).toBe('film 8')
  expect(addRecent(['a film'], 'x')).toEqual(['a film'])
})

test('each profile has its own, and foreign words in the store are survived', () => {
  writeRecent('one', ['salt'])
  expect(readRecent('one')).toEqual(['salt'])
  expect(readRecent('two')).toEqual([])
  localStorage.setItem('kino.searches.two', '{not json')
  expect(readRecent('two')).toEqual([])
  localStorage.setItem('kino.searches.two', '{"a":1}')
  expect(readRecent('two')).toEqual([])
})
