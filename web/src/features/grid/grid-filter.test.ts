import { expect, test } from 'vitest'
import { readFilter, writeFilter } from './grid-filter'

const read = (text: string) => readFilter(new URLSearchParams(text))
const write = (text: string, changes: Parameters<typeof writeFilter>[1]) =>
  writeFilter(new URLSearchParams(text), changes).toString()

test.each([
  ['', { sort: 'added', genre: null, letter: null }],
  ['sort=year&genre=film-noir', { sort: 'year', genre: 'film-noir', letter: null }],
  ['letter=b', { sort: 'title', genre: null, letter: 'b' }],
  ['letter=%23', { sort: 'title', genre: null, letter: '#' }],
  ['sort=price&letter=bb&genre=', { sort: 'added', genre: null, letter: null }],
])('the address ?%s is read as a filter, and nonsense as nothing', (text, filter) => {
  expect(read(text)).toEqual(filter)
})

test('a letter is looked for by name, and everything usual is left out of the address', () => {
  expect(write('sort=year', { letter: 'k' })).toBe('letter=k')
  expect(write('letter=k', { letter: null })).toBe('sort=title')
  expect(write('sort=title', { sort: 'added' })).toBe('')
  expect(write('genre=drama', { genre: null })).toBe('')
})

test('what is written is read again', () => {
  for (const sort of ['added', 'title', 'year', 'duration', 'rating'] as const)
    for (const genre of [null, 'science-fiction']) {
      const written = writeFilter(new URLSearchParams(), { sort, genre })
      expect(readFilter(written)).toEqual({ sort, genre, letter: null })
    }
})
