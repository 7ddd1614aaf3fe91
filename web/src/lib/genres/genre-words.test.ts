import { expect, test } from 'vitest'
import { slugOf } from '../use-genre-name'
import { GENRE_WORDS } from './genre-words'

test('each word stands under the slug of the name that it translates', () => {
  // What is shown in English may be written otherwise than its usual name.
  const rewritten = new Set(['genre.short', 'genre.tv-movie'])
  const others = GENRE_WORDS.filter(({ id }) => !rewritten.has(id))
  expect(others.map(({ message = '' }) => `genre.${slugOf(message)}`)).toEqual(others.map(({ id }) => id))
})

test.each([
  ['Science Fiction', 'science-fiction'],
  ['Sci-Fi & Fantasy', 'sci-fi-fantasy'],
  ['Film-Noir', 'film-noir'],
  ['Komödie', 'komödie'],
])('the slug of %s is %s', (name, slug) => {
  expect(slugOf(name)).toBe(slug)
})
