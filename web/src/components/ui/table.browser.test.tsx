import { expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-react'
import { Table } from './table'

const ROWS = Array.from({ length: 5000 }, (_, index) => ({ id: `film-${index}` }))
const COLUMNS = [{ key: 'id', header: 'Film', cell: (row: { id: string }) => row.id, width: '200px' }]
const rowKey = (row: { id: string }) => row.id

const focused = () => document.activeElement?.textContent

test('keys walk a long table, whose rows in the document stay few, and the focus stays below its head', async () => {
  await render(<Table aria-label="Films" columns={COLUMNS} rows={ROWS} rowKey={rowKey} maxHeight="400px" />)
  const table = document.querySelector('[role=table]')
  const head = document.querySelector('[role=columnheader]')
  const seen = () => {
    const box = document.activeElement?.getBoundingClientRect()
    const view = table?.getBoundingClientRect()
    const top = head?.getBoundingClientRect().bottom ?? 0
    return box && view ? box.top >= top - 1 && box.bottom <= view.bottom + 1 : false
  }
  document.querySelector<HTMLElement>('[data-index="0"]')?.focus()
  const walk: [key: string, film: string][] = [
    ['ArrowDown', 'film-1'],
    ['End', 'film-4999'],
    ['ArrowUp', 'film-4998'],
    ['Home', 'film-0'],
  ]
  for (const [key, film] of walk) {
    // oxlint-disable-next-line no-await-in-loop -- one key after the other, as fingers do
    await userEvent.keyboard(`{${key}}`)
    // oxlint-disable-next-line no-await-in-loop
    await expect.poll(focused).toBe(film)
    expect(seen()).toBe(true)
    expect(document.querySelectorAll('[data-index]').length).toBeLessThan(40)
  }
})
