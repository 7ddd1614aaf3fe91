// @vitest-environment jsdom
import { beforeEach, expect, test } from 'vitest'
import { isKeyTaken, nameKey } from './keyboard'

beforeEach(() => {
  document.body.innerHTML = `<input id="text"><input id="box" type="checkbox"><input id="volume" type="range"><button id="button"></button>
    <div role="menu"><div id="item" tabindex="0"></div></div><div id="slider" role="slider" tabindex="0"></div><p id="plain"></p>`
})

function press(id: string, key: string, options: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...options })
  document.getElementById(id)?.dispatchEvent(event)
  return event
}

test.each([
  ['plain', 'k', {}, false],
  ['text', 'k', {}, true],
  ['item', 'k', {}, true],
  ['plain', 'k', { ctrlKey: true }, true],
  ['plain', 'k', { metaKey: true }, true],
  ['plain', 'ArrowLeft', { altKey: true }, true],
  ['button', 'k', {}, false],
  ['button', ' ', {}, true],
  ['box', ' ', {}, true],
  ['slider', 'ArrowRight', {}, true],
  ['slider', 'm', {}, false],
  ['volume', 'ArrowLeft', {}, true],
  ['volume', 'Home', {}, true],
  ['volume', 'PageDown', {}, true],
  ['volume', 'm', {}, false],
])('on %s the key %j with %j is taken: %s', (id, key, options, isTaken) => {
  expect(isKeyTaken(press(id, key, options))).toBe(isTaken)
})

test.each([
  [{ key: ' ' }, 'Space'],
  [{ key: 'K' }, 'k'],
  [{ key: 'P', shiftKey: true }, 'Shift+p'],
  [{ key: '?', shiftKey: true }, '?'],
  [{ key: 'ArrowLeft', shiftKey: true }, 'Shift+ArrowLeft'],
  [{ key: 'Unidentified', keyCode: 461 }, 'Back'],
  [{ key: 'Unidentified', keyCode: 10252 }, 'MediaPlayPause'],
])('%j is named %s', (options, name) => {
  expect(nameKey(new KeyboardEvent('keydown', options))).toBe(name)
})
