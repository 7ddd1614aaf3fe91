import { I18nProvider } from '@lingui/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { use } from 'react'
import type { Middleware } from 'openapi-fetch'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { expect, onTestFinished, test } from 'vitest'
import { page } from 'vitest/browser'
import { render } from 'vitest-browser-react'
import { api } from '@/api/client'
import { ApiError } from '@/api/errors'
import type { TitleCardData } from '@/api/types'
import { TitleActionsContext } from '@/components/title-actions'
import { Toaster } from '@/components/ui/toaster'
import { i18n } from '@/lib/i18n'
import { paths } from '@/lib/paths'
import { TitleActionsProvider } from './title-actions-provider'

const FILM: TitleCardData = {
  id: 'film',
  kind: 'movie',
  title: 'Alien',
  year: 1979,
  duration_s: 7000,
  poster: null,
  backdrop: null,
  progress: null,
  unwatched_count: null,
  is_in_list: true,
  has_stand_in: false,
}

function Buttons() {
  const { onMarkWatched, onHideContinue, onToggleList } = use(TitleActionsContext)
  return (
    <>
      <button type="button" onClick={() => onMarkWatched?.(FILM, true)}>
        Mark
      </button>
      <button type="button" onClick={() => onHideContinue?.(FILM)}>
        Hide
      </button>
      <button type="button" onClick={() => onToggleList?.(FILM)}>
        Unlist
      </button>
      <Toaster />
    </>
  )
}

const Page = () => (
  <TitleActionsProvider>
    <Buttons />
  </TitleActionsProvider>
)

/** The page, and an API that numbers what can be undone; `asked` are the writes that reached it. */
async function open() {
  const server = { asked: [] as string[], isRefusing: false, isAsleep: false }
  let count = 0
  const middleware: Middleware = {
    onRequest({ request }) {
      const { pathname } = new URL(request.url)
      server.asked.push(`${request.method} ${pathname}`)
      if (pathname.startsWith('/api/undo/')) return new Response(null, { status: 204 })
      if (server.isAsleep) throw new ApiError(503, 'DiskSilent', 'In English.')
      if (server.isRefusing) throw new ApiError(404, 'ItemNotFound', 'It is gone.')
      count += 1
      return Response.json({ undo_id: String(count) })
    },
  }
  api.use(middleware)
  onTestFinished(() => api.eject(middleware))
  const router = createMemoryRouter([{ path: '*', Component: Page }], { initialEntries: [paths.myList] })
  await render(
    <I18nProvider i18n={i18n}>
      <QueryClientProvider client={new QueryClient()}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </I18nProvider>,
  )
  return server
}

const press = (name: string) => page.getByRole('button', { name }).click()
const undo = (message: string) =>
  page.getByRole('listitem').filter({ hasText: message }).getByRole('button', { name: 'Undo' }).click()

test('Undo takes back the very write that its message is about', async () => {
  const server = await open()
  await press('Mark')
  await undo('marked as watched')
  await expect.poll(() => server.asked).toEqual(['PUT /api/items/film/watched', 'POST /api/undo/1'])
  await press('Hide')
  await undo('removed from Continue watching')
  await expect.poll(() => server.asked.at(-1)).toBe('POST /api/undo/2')
  await press('Unlist')
  await undo('is off your list')
  await expect.poll(() => server.asked.at(-1)).toBe('POST /api/undo/3')

  // What was refused is told, and has nothing to take back.
  server.isRefusing = true
  await press('Mark')
  await expect.element(page.getByText('It is gone.')).toBeVisible()
  await expect
    .element(page.getByRole('listitem').filter({ hasText: 'marked as watched' }))
    .not.toBeInTheDocument()
  expect(server.asked.at(-1)).toBe('PUT /api/items/film/watched')

  // In the language on screen, where the server's words are known.
  server.isAsleep = true
  await press('Unlist')
  await expect.element(page.getByText(/It may be asleep/)).toBeVisible()
})
