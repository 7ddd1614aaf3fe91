import { expect, test } from 'vitest'
import { type Cue, cuesAt, findAlike, type SubtitleTrack } from './cues'

const line = (start_s: number, end_s: number): Cue => ({ start_s, end_s, text: `${start_s}` })
const CUES = [line(1, 3), line(2, 2.5), line(2, 70), line(10, 11), line(80, 81)]

test.each([
  [0.99, []],
  [1, [0]],
  [2, [0, 1, 2]],
  [2.5, [0, 2]],
  [3, [2]],
  [10.5, [2, 3]],
  [80.2, [4]],
  [81, []],
])('at second %d the cues %j are shown', (at_s, indexes) => {
  expect(cuesAt(CUES, at_s)).toEqual(indexes.map((index) => CUES[index]))
})

const track = (id: string, change: Partial<SubtitleTrack> = {}): SubtitleTrack => ({
  id,
  kind: 'text',
  language: 'en',
  title: null,
  codec: 'subrip',
  is_forced: false,
  is_sdh: false,
  is_external: false,
  ...change,
})

test('another file has the track that is most like the chosen one', () => {
  const tracks = [
    track('german', { language: 'de' }),
    track('forced', { is_forced: true }),
    track('sounds', { is_sdh: true }),
    track('pictures', { kind: 'pictures' }),
    track('plain'),
    track('commentary', { title: 'Commentary', is_sdh: true }),
  ]
  const find = (like: SubtitleTrack) => findAlike(tracks, like)?.id
  expect(find(track('9'))).toBe('plain')
  expect(find(track('9', { is_sdh: true }))).toBe('sounds')
  expect(find(track('9', { is_forced: true, kind: 'pictures' }))).toBe('forced')
  expect(find(track('9', { kind: 'pictures' }))).toBe('pictures')
  expect(find(track('9', { title: 'Commentary' }))).toBe('commentary')
  expect(find(track('9', { language: 'fr' }))).toBeUndefined()
})
