import { expect, test } from 'vitest'
import { render } from 'vitest-browser-react'
import { useTurn } from './one-by-one'

function Drawn({ name, isAtOnce = false, onDraw }: { name: string; isAtOnce?: boolean; onDraw: () => void }) {
  const isMyTurn = useTurn(isAtOnce)
  if (isMyTurn) onDraw()
  return <p>{isMyTurn ? name : '…'}</p>
}

const draw = () => {}
const read = () => [...document.querySelectorAll('p')].map((each) => each.textContent)

test('what may wait is drawn one after the other, at most one in a frame, and the first at once', async () => {
  const drawn: string[] = []
  const drawAs = (name: string) => () => void (drawn.includes(name) || drawn.push(name))
  const names = ['second', 'third', 'fourth']
  const perFrame: number[] = []
  const watch = () => {
    perFrame.push(read().filter((text) => text !== '…').length)
    if (perFrame.at(-1) !== 4) requestAnimationFrame(watch)
  }
  requestAnimationFrame(watch)
  await render(
    <>
      <Drawn name="first" isAtOnce onDraw={drawAs('first')} />
      {names.map((name) => (
        <Drawn key={name} name={name} onDraw={drawAs(name)} />
      ))}
    </>,
  )
  await expect.poll(read).toEqual(['first', ...names])
  expect(drawn).toEqual(['first', ...names])
  const steps = perFrame.slice(1).map((count, place) => count - (perFrame[place] ?? 0))
  expect(Math.max(...steps.slice(1))).toBeLessThanOrEqual(1)
})

test('one that goes away before its turn keeps nobody waiting', async () => {
  const screen = await render(
    <>
      <Drawn key="a" name="a" onDraw={draw} />
      <Drawn key="b" name="b" onDraw={draw} />
      <Drawn key="c" name="c" onDraw={draw} />
    </>,
  )
  await screen.rerender(
    <>
      <Drawn key="c" name="c" onDraw={draw} />
      <Drawn key="d" name="d" onDraw={draw} />
    </>,
  )
  await expect.poll(read).toEqual(['c', 'd'])
})
