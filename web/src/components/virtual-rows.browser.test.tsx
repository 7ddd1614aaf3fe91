import { expect, onTestFinished, test } from 'vitest'
import { page } from 'vitest/browser'
import { render } from 'vitest-browser-react'
import { VirtualRows } from './virtual-rows'

const GAP_PX = 32
const SAID_PX = 300
const REAL_PX = 340
// Every third row is taller than said, as a band is whose words wrap.
const ROWS = Array.from({ length: 60 }, (_, index) => ({
  id: `row-${index}`,
  length: 0,
  height_px: SAID_PX,
  real_px: index % 3 === 0 ? REAL_PX : SAID_PX,
}))
const renderRow = (row: (typeof ROWS)[number]) => (
  <div data-testid={row.id} style={{ height: row.real_px }}>
    {row.id}
  </div>
)

const frames = (count: number): Promise<void> =>
  new Promise((resolve) => {
    const next = (left: number) => (left === 0 ? resolve() : requestAnimationFrame(() => next(left - 1)))
    next(count)
  })
const boxes = () =>
  [...document.querySelectorAll('[data-testid^="row-"]')]
    .map((row) => row.getBoundingClientRect())
    .toSorted((one, other) => one.top - other.top)
// On a busy machine the observer is told of a row's height some frames after the row is there: gaps are polled.
const gaps = () => [
  ...new Set(
    boxes().flatMap((box, place, all) =>
      place ? [Math.round(box.top - (all[place - 1]?.bottom ?? 0))] : [],
    ),
  ),
]
const topOf = (id: string) =>
  document.querySelector(`[data-testid="${id}"]`)?.getBoundingClientRect().top ?? NaN

test('rows that prove taller than said stand below each other, on the way down and after a jump', async () => {
  await render(<VirtualRows rows={ROWS} renderRow={renderRow} />)
  await expect.poll(gaps).toEqual([GAP_PX])
  for (const top of [700, 1400, 9000, 4000, 0]) {
    scrollTo({ top, behavior: 'instant' })
    // oxlint-disable-next-line no-await-in-loop -- one place after the other
    await frames(3)
    // oxlint-disable-next-line no-await-in-loop -- the same
    await expect.poll(gaps).toEqual([GAP_PX])
    expect(boxes()[0]?.top).toBeLessThanOrEqual(0)
    expect(boxes().at(-1)?.bottom).toBeGreaterThan(innerHeight)
  }
})

test('at another width no row keeps the height that was only guessed', async () => {
  await render(<VirtualRows rows={ROWS} renderRow={renderRow} />)
  onTestFinished(() => page.viewport(1280, 800))
  for (const width_px of [1278, 1276, 900]) {
    // oxlint-disable-next-line no-await-in-loop -- one width after the other
    await page.viewport(width_px, 800)
    // oxlint-disable-next-line no-await-in-loop -- the same
    await frames(3)
    // oxlint-disable-next-line no-await-in-loop -- the same
    await expect.poll(gaps).toEqual([GAP_PX])
  }
})

test('what is in view stays there when a row above it proves taller', async () => {
  await render(<VirtualRows rows={ROWS} renderRow={renderRow} />)
  scrollTo({ top: 9000, behavior: 'instant' })
  await frames(3)
  // Upwards: each step brings rows that were never measured above the view.
  for (let step = 0; step < 40; step += 1) {
    const seen = boxes().find((box) => box.top >= 0)
    const id = [...document.querySelectorAll<HTMLElement>('[data-testid^="row-"]')].find(
      (row) => row.getBoundingClientRect().top === seen?.top,
    )?.dataset['testid']
    const before = topOf(id ?? '')
    scrollBy({ top: -50, behavior: 'instant' })
    // oxlint-disable-next-line no-await-in-loop -- as a finger does, one after the other
    await frames(2)
    expect(topOf(id ?? '') - before).toBeCloseTo(50, 0)
  }
})

test('only rows near the view are in the document, and the end asks for more', async () => {
  let asked = 0
  const onNearEnd = () => {
    asked += 1
  }
  await render(<VirtualRows rows={ROWS} renderRow={renderRow} onNearEnd={onNearEnd} />)
  await frames(2)
  expect(boxes().length).toBeLessThan(14)
  expect(asked).toBe(0)
  scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' })
  await expect.poll(() => asked).toBeGreaterThan(0)
  expect(boxes().length).toBeLessThan(14)
})
