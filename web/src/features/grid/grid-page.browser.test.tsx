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
import { FilmsPage } from './grid-page'

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
const makePage = (from: number, next_cursor: string | null) => ({
  items: Array.from({ length: 60 }, (_, index) => makeFilm(from + index)),
  total: 120,
  next_cursor,
})

/** Films in two pages, of which the second is refused for as long as `isRefusing`. */
async function open() {
  const server = { isRefusing: true, furtherPages: 0 }
  const middleware: Middleware = {
    onRequest({ request }) {
      const { pathname, searchParams } = new URL(request.url)
      if (pathname !== '/api/titles') return Response.json([])
      if (!searchParams.get('cursor')) return Response.json(makePage(0, 'second'))
      server.furtherPages += 1
      if (server.isRefusing)
        return Response.json({ error: 'NoProfile', detail: 'Nobody watches.' }, { status: 409 })
      return Response.json(makePage(60, null))
    },
  }
  api.use(middleware)
  onTestFinished(() => {
    api.eject(middleware)
    scrollTo(0, 0)
  })
  const router = createMemoryRouter([{ path: '*', Component: FilmsPage }])
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  await render(
    <I18nProvider i18n={i18n}>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </I18nProvider>,
  )
  return server
}

/** Goes to the end; the last film, once it is there. */
function lastCard() {
  scrollTo(0, document.body.scrollHeight)
  return document.querySelector('a[href="/title/film-119"]')
}

test('a further page that fails is told, and asked for again only when the viewer says so', async () => {
  const server = await open()
  await expect.element(page.getByRole('link', { name: /Film 0\b/ }).first()).toBeVisible()
  scrollTo(0, document.body.scrollHeight)
  await expect.poll(() => server.furtherPages).toBe(1)
  await new Promise((resolve) => setTimeout(resolve, 600))
  expect(server.furtherPages).toBe(1)
  await expect.element(page.getByRole('alert')).toBeVisible()

  server.isRefusing = false
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect.element(page.getByRole('alert')).not.toBeInTheDocument()
  await expect.poll(lastCard).not.toBeNull()
  expect(server.furtherPages).toBe(2)
})
