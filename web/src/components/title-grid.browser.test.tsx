import { I18nProvider } from '@lingui/react'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { expect, onTestFinished, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-react'
import type { TitleCardData } from '@/api/types'
import { i18n } from '@/lib/i18n'
import type { RowCell } from './row'
import { TitleCard } from './title-card'
import { TitleGrid } from './title-grid'

const makeTitle = (number: number): TitleCardData => ({
  id: `${number}`,
  kind: 'movie',
  title: `Film ${number}`,
  year: 1950,
  duration_s: 5400,
  poster: null,
  backdrop: null,
  progress: null,
  unwatched_count: null,
  is_in_list: false,
  has_stand_in: false,
})
const TITLES = Array.from({ length: 200 }, (_, number) => makeTitle(number))
const itemKey = (title: TitleCardData) => title.id
const renderItem = (title: TitleCardData, cell: RowCell) => <TitleCard title={title} {...cell} />

const wallOf = (items: readonly TitleCardData[]) => (
  <I18nProvider i18n={i18n}>
    <RouterProvider
      router={createMemoryRouter([
        {
          path: '*',
          element: <TitleGrid aria-label="Films" items={items} itemKey={itemKey} renderItem={renderItem} />,
        },
      ])}
    />
  </I18nProvider>
)
const cardAt = (id: string) => document.querySelector<HTMLElement>(`a[href="/title/${id}"].card-art`)
const focused = () => document.activeElement?.getAttribute('href')

test('Tab reaches the wall wherever it is scrolled, and a card that is scrolled away keeps the focus', async () => {
  onTestFinished(() => scrollTo(0, 0))
  await render(wallOf(TITLES))
  await expect.poll(() => cardAt('0')).not.toBeNull()
  scrollTo({ top: 2400, behavior: 'instant' })
  await expect.poll(() => cardAt('8')).toBeNull()
  await userEvent.keyboard('{Tab}')
  expect(focused()).toBe('/title/0')
  await userEvent.keyboard('{ArrowRight}')
  await expect.poll(focused).toBe('/title/1')
  scrollTo({ top: 2400, behavior: 'instant' })
  await expect.poll(() => cardAt('8')).toBeNull()
  expect(focused()).toBe('/title/1')
})
