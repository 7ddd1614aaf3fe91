import { expect, test } from 'vitest'
import type { Commands } from '../commands'
import { KEY_HELP, runKey } from './key-map'

function run(key: string, isRepeated = false) {
  const calls: [name: string, ...args: unknown[]][] = []
  const commands = new Proxy({} as Commands, {
    get:
      (_, name) =>
      (...args: unknown[]) =>
        calls.push([String(name), ...args]),
  })
  runKey(key, isRepeated, commands)
  return calls[0]
}

test.each([
  ['Space', ['toggle']],
  ['k', ['toggle']],
  ['MediaPlayPause', ['toggle']],
  ['j', ['seekBy', -10]],
  ['ArrowLeft', ['seekBy', -10]],
  ['l', ['seekBy', 10]],
  ['ArrowRight', ['seekBy', 10]],
  ['Shift+ArrowLeft', ['seekBy', -30]],
  ['Shift+l', ['seekBy', 30]],
  [',', ['stepFrame', -1]],
  ['.', ['stepFrame', 1]],
  ['<', ['stepRate', -1]],
  ['>', ['stepRate', 1]],
  ['ArrowUp', ['stepVolume', 1]],
  ['ArrowDown', ['stepVolume', -1]],
  ['m', ['toggleMuted']],
  ['f', ['toggleFullscreen']],
  ['p', ['togglePictureInPicture']],
  ['a', ['toggleSheet', 'audio']],
  ['e', ['toggleSheet', 'episodes']],
  ['i', ['toggleSheet', 'stats']],
  ['?', ['toggleSheet', 'keys']],
  ['s', ['skip']],
  ['n', ['next']],
  ['Shift+p', ['previous']],
  ['PageUp', ['stepChapter', -1]],
  ['PageDown', ['stepChapter', 1]],
  ['0', ['seekToShare', 0]],
  ['7', ['seekToShare', 0.7]],
  ['Home', ['seekToShare', 0]],
  ['End', ['seekToShare', 1]],
  ['Escape', ['back']],
  ['Back', ['back']],
  ['MediaRewind', ['seekBy', -10]],
  ['MediaFastForward', ['seekBy', 10]],
  ['MediaStop', ['stop']],
  ['MediaTrackNext', ['next']],
  ['MediaTrackPrevious', ['previous']],
])('%s', (key, expected) => {
  expect(run(key)).toEqual(expected)
})

test.each(['j', 'ArrowRight', 'Shift+ArrowLeft', 'Shift+l', '.', ',', 'ArrowUp', 'PageDown', 'MediaRewind'])(
  '%s goes on while it is held',
  (key) => expect(run(key, true)).toBeDefined(),
)

test.each([
  'Space',
  'k',
  'm',
  'f',
  'p',
  'n',
  'Shift+p',
  'e',
  's',
  '>',
  '5',
  'End',
  'Escape',
  'MediaPlayPause',
])('%s acts once, however long it is held', (key) => {
  expect(run(key)).toBeDefined()
  expect(run(key, true)).toBeUndefined()
})

test('the cheat sheet names no key twice', () => {
  const keys = KEY_HELP.flatMap((row) => row.keys)
  expect(new Set(keys).size).toBe(keys.length)
})
