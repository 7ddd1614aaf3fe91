import { I18nProvider } from '@lingui/react'
import { useEffect, useState } from 'react'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-react'
import type { TitleCardData } from '@/api/types'
import { i18n } from '@/lib/i18n'
import { cardMetrics } from '@/lib/card-metrics'
import { Row, type RowCell, rowHeight } from './row'
import { TitleCard } from './title-card'
import { VirtualRows } from './virtual-rows'

function makeTitle(row: number, column: number): TitleCardData {
  return {
    id: `${row}-${column}`,
    kind: 'movie',
    title: `Film ${row}.${column}`,
    year: 1950,
    duration_s: 5400,
    poster: null,
    backdrop: null,
    progress: null,
    unwatched_count: null,
    is_in_list: false,
    has_stand_in: false,
  }
}

const height_px = rowHeight(cardMetrics('poster', 1280))
const ROWS = Array.from({ length: 50 }, (_, row) => ({
  id: `row-${row}`,
  length: 40,
  height_px,
  items: Array.from({ length: 40 }, (__, column) => makeTitle(row, column)),
}))
const itemKey = (title: TitleCardData) => title.id
const renderItem = (title: TitleCardData, cell: RowCell) => <TitleCard title={title} {...cell} />
const renderRow = (row: (typeof ROWS)[number]) => (
  <Row id={row.id} name={`Row ${row.id}`} items={row.items} itemKey={itemKey} renderItem={renderItem} />
)

async function renderPage() {
  const router = createMemoryRouter([
    { path: '*', Component: () => <VirtualRows rows={ROWS} renderRow={renderRow} /> },
  ])
  await render(
    <I18nProvider i18n={i18n}>
      <RouterProvider router={router} />
    </I18nProvider>,
  )
}

const focused = () => document.activeElement?.getAttribute('href')
const cardAt = (id: string) => document.querySelector<HTMLElement>(`a[href="/title/${id}"].card-art`)

async function press(...keys: string[]): Promise<void> {
  // One key after the other, as fingers do.
  /* oxlint-disable no-await-in-loop */
  for (const key of keys) {
    await userEvent.keyboard(`{${key}}`)
    await new Promise((resolve) => setTimeout(resolve, 120))
  }
  /* oxlint-enable no-await-in-loop */
}

test('arrows walk the row and come back to the column a row was left at', async () => {
  await renderPage()
  await expect.poll(() => cardAt('0-0')).not.toBeNull()
  cardAt('0-0')?.focus()
  await press('ArrowRight', 'ArrowRight')
  expect(focused()).toBe('/title/0-2')
  await press('ArrowDown', 'ArrowRight')
  expect(focused()).toBe('/title/1-3')
  await press('ArrowUp')
  expect(focused()).toBe('/title/0-2')
  await press('ArrowDown')
  expect(focused()).toBe('/title/1-3')
})

test('End and Down reach cards that were not in the document', async () => {
  await renderPage()
  await expect.poll(() => cardAt('0-0')).not.toBeNull()
  expect(cardAt('0-39')).toBeNull()
  cardAt('0-0')?.focus()
  await press('End')
  await expect.poll(focused).toBe('/title/0-39')
  await press(...Array.from({ length: 12 }, () => 'ArrowDown'))
  await expect.poll(() => focused()?.startsWith('/title/12-')).toBe(true)
})

test('each row has one tab stop, and the document stays small', async () => {
  await renderPage()
  await expect.poll(() => cardAt('0-0')).not.toBeNull()
  const first = document.querySelector('section')
  expect(first?.querySelectorAll('a[tabindex="0"]').length).toBe(1)
  expect(document.querySelectorAll('*').length).toBeLessThan(2500)
  scrollTo(0, 6000)
  await expect.poll(() => cardAt('20-0') ?? cardAt('18-0')).not.toBeNull()
  expect(document.querySelectorAll('*').length).toBeLessThan(2500)
})

let takeAway: (id: string) => void = () => {}

function ShrinkingRow() {
  const [items, setItems] = useState(() => Array.from({ length: 3 }, (_, column) => makeTitle(0, column)))
  useEffect(() => {
    takeAway = (id) => setItems((known) => known.filter((title) => title.id !== id))
  }, [])
  return <Row id="begun" name="Begun" items={items} itemKey={itemKey} renderItem={renderItem} />
}

async function renderShrinkingRow() {
  const router = createMemoryRouter([{ path: '*', Component: ShrinkingRow }])
  await render(
    <I18nProvider i18n={i18n}>
      <RouterProvider router={router} />
    </I18nProvider>,
  )
  await expect.poll(() => cardAt('0-0')).not.toBeNull()
}

test('a card that is taken away hands the focus and the tab stop to its neighbour', async () => {
  await renderShrinkingRow()
  cardAt('0-0')?.focus()
  await press('ArrowRight')
  takeAway('0-1')
  await expect.poll(focused).toBe('/title/0-2')
  takeAway('0-2')
  await expect.poll(focused).toBe('/title/0-0')
  expect(cardAt('0-0')?.tabIndex).toBe(0)
})

test('Escape among the buttons over a card puts the focus back on the card, and the arrows walk on', async () => {
  await renderShrinkingRow()
  await press('Tab')
  await expect.poll(() => document.querySelector('.card-over')).not.toBeNull()
  await press('Tab')
  expect(document.activeElement?.closest('.card-over')).not.toBeNull()
  await press('Escape')
  expect(focused()).toBe('/title/0-0')
  expect(document.querySelector('.card-over')).toBeNull()
  await press('ArrowRight')
  expect(focused()).toBe('/title/0-1')
})
