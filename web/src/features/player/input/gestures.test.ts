import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { GestureReader, type GestureTarget } from './gestures'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function open() {
  const calls: unknown[][] = []
  const note =
    (name: string) =>
    (...args: unknown[]) =>
      void calls.push([name, ...args])
  const target: GestureTarget = {
    tap: note('tap'),
    doubleTap: note('doubleTap'),
    hold: note('hold'),
    scrub: note('scrub'),
    slide: note('slide'),
    pinch: note('pinch'),
  }
  const reader = new GestureReader(target, () => ({ width_px: 300, height_px: 200 }))
  const tap = (x: number) => {
    reader.down({ id: 1, x, y: 100 })
    reader.up({ id: 1, x, y: 100 })
  }
  return { reader, calls, tap }
}

test('one tap waits for a second, then is a tap', () => {
  const { calls, tap } = open()
  tap(150)
  expect(calls).toEqual([])
  vi.advanceTimersByTime(300)
  expect(calls).toEqual([['tap']])
})

test('taps in the same third chain, and are no taps', () => {
  const { calls, tap } = open()
  for (let count = 0; count < 4; count += 1) {
    tap(280)
    vi.advanceTimersByTime(150)
  }
  vi.advanceTimersByTime(500)
  expect(calls).toEqual([
    ['doubleTap', 'end', 1],
    ['doubleTap', 'end', 2],
    ['doubleTap', 'end', 3],
  ])
})

test('a held finger is a hold until it is lifted', () => {
  const { reader, calls } = open()
  reader.down({ id: 1, x: 20, y: 20 })
  vi.advanceTimersByTime(600)
  reader.up({ id: 1, x: 20, y: 20 })
  vi.advanceTimersByTime(600)
  expect(calls).toEqual([
    ['hold', true],
    ['hold', false],
  ])
})

test('sideways is the timeline, up and down the half it began in', () => {
  const { reader, calls } = open()
  reader.down({ id: 1, x: 100, y: 100 })
  reader.move({ id: 1, x: 160, y: 104 })
  reader.up({ id: 1, x: 190, y: 104 })
  reader.down({ id: 1, x: 250, y: 150 })
  reader.move({ id: 1, x: 252, y: 110 })
  reader.move({ id: 1, x: 252, y: 90 })
  reader.up({ id: 1, x: 252, y: 90 })
  expect(
    calls.map(([name, ...args]) => [
      name,
      ...args.map((arg) => (typeof arg === 'number' ? Number(arg.toFixed(2)) : arg)),
    ]),
  ).toEqual([
    ['scrub', 0.2, false],
    ['scrub', 0.3, true],
    ['slide', 'end', 0.2],
    ['slide', 'end', 0.1],
  ])
})

test('two fingers apart fill the screen', () => {
  const { reader, calls } = open()
  reader.down({ id: 1, x: 140, y: 100 })
  reader.down({ id: 2, x: 160, y: 100 })
  reader.move({ id: 2, x: 230, y: 100 })
  reader.up({ id: 2, x: 230, y: 100 })
  reader.up({ id: 1, x: 140, y: 100 })
  vi.advanceTimersByTime(600)
  expect(calls).toEqual([['pinch', true]])
})

test('a second finger ends the hold of the first', () => {
  const { reader, calls } = open()
  reader.down({ id: 1, x: 20, y: 20 })
  vi.advanceTimersByTime(600)
  reader.down({ id: 2, x: 60, y: 20 })
  reader.up({ id: 2, x: 60, y: 20 })
  reader.up({ id: 1, x: 20, y: 20 })
  expect(calls).toEqual([
    ['hold', true],
    ['hold', false],
  ])
})

test('a touch that the system takes away seeks nowhere', () => {
  const { reader, calls } = open()
  reader.down({ id: 1, x: 100, y: 100 })
  reader.move({ id: 1, x: 200, y: 100 })
  reader.cancel()
  expect(calls.at(-1)).toEqual(['scrub', 0, true])
})
