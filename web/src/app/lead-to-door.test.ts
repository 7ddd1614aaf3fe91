// @vitest-environment jsdom
import { createMemoryRouter } from 'react-router'
import { expect, onTestFinished, test, vi } from 'vitest'
import { setSignedOutHandler } from '@/api/client'
import { queryClient } from '@/api/query-client'
import { askWhoWatches, meQuery } from '@/api/session'
import { leadToDoor } from './lead-to-door'

// The client takes the fetch that it finds when it is made.
vi.hoisted(() => {
  globalThis.fetch = () =>
    Promise.resolve(Response.json({ error: 'NotSignedIn', detail: 'Sign in.' }, { status: 401 }))
})

test('a session that ended elsewhere leads to the door, and nothing that it saw stays behind', async () => {
  const router = createMemoryRouter([{ path: '*', element: null }], { initialEntries: ['/list?sort=title'] })
  setSignedOutHandler(() => leadToDoor(router))
  onTestFinished(() => {
    setSignedOutHandler(() => {})
    router.dispose()
  })
  document.documentElement.dataset['shell'] = 'kids'
  queryClient.setQueryData(meQuery().queryKey, {} as never)
  queryClient.setQueryData(['get', '/api/home'], { rows: [] })

  await askWhoWatches(queryClient)
  await vi.waitFor(() => expect(router.state.location.pathname).toBe('/login'))
  expect(new URLSearchParams(router.state.location.search).get('next')).toBe('/list?sort=title')
  await vi.waitFor(() => expect(queryClient.getQueryData(['get', '/api/home'])).toBeUndefined())
  expect(queryClient.getQueryData(meQuery().queryKey)).toBeUndefined()
  expect(document.documentElement.dataset['shell']).toBeUndefined()
})

test('whoever signs out stands at the plain door, whatever hears of it on the way', async () => {
  const router = createMemoryRouter(
    [
      {
        path: '/login',
        element: null,
        loader: () => new Promise((resolve) => setTimeout(resolve, 50, null)),
      },
      { path: '*', element: null },
    ],
    { initialEntries: ['/history'] },
  )
  onTestFinished(() => router.dispose())
  router.initialize()
  const leaving = router.navigate('/login')
  leadToDoor(router)
  await leaving
  await vi.waitFor(() => expect(router.state.navigation.state).toBe('idle'))
  expect(router.state.location.pathname + router.state.location.search).toBe('/login')
})
