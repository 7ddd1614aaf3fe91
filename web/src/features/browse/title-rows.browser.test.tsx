import { I18nProvider } from '@lingui/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { Middleware } from 'openapi-fetch'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { expect, onTestFinished, test } from 'vitest'
import { page } from 'vitest/browser'
import { render } from 'vitest-browser-react'
import { api } from '@/api/client'
import type { TitleCardData } from '@/api/types'
import { i18n } from '@/lib/i18n'
import type { HomeRow } from './queries'
import { PosterRow } from './title-rows'

const makeFilm = (number: number): TitleCardData => ({
  id: `film-${number}`,
  kind: 'movie',
  title: `Film ${number}`,
  year: 1979,
  duration_s: 7000,
  poster: null,
  backdrop: null,
  progress: null,
  unwatched_count: null,
  is_in_list: false,
  has_stand_in: false,
})
const ROW = {
  id: 'added',
  title: 'Recently added',
  title_code: 'row.added',
  title_params: {},
  reason: null,
  items: Array.from({ length: 12 }, (_, index) => makeFilm(index)),
  continue_items: [],
  next_cursor: 'second',
} as unknown as HomeRow
const onLength = () => {}

test('a row whose further cards do not come says so at its end, and asks again there', async () => {
  const server = { isRefusing: true, asked: 0 }
  const middleware: Middleware = {
    onRequest() {
      server.asked += 1
      if (server.isRefusing) return Response.json({ error: 'NoProfile', detail: 'Nobody.' }, { status: 409 })
      return Response.json({ items: [makeFilm(12), makeFilm(13)], next_cursor: null })
    },
  }
  api.use(middleware)
  onTestFinished(() => api.eject(middleware))
  const router = createMemoryRouter([
    { path: '*', Component: () => <PosterRow row={ROW} isLazy={false} onLength={onLength} /> },
  ])
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  await render(
    <I18nProvider i18n={i18n}>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </I18nProvider>,
  )
  const list = document.querySelector('ul')
  list?.scrollTo({ left: list.scrollWidth })
  await expect.element(page.getByRole('alert')).toBeVisible()
  await new Promise((resolve) => setTimeout(resolve, 400))
  expect(server.asked).toBe(1)

  server.isRefusing = false
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect.element(page.getByRole('alert')).not.toBeInTheDocument()
  const lastCard = () => {
    list?.scrollTo({ left: list.scrollWidth })
    return document.querySelector('a[href="/title/film-13"]')
  }
  await expect.poll(lastCard).not.toBeNull()
})
