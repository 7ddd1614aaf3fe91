import { createBrowserRouter, Link, RouterProvider } from 'react-router'
import { expect, onTestFinished, test } from 'vitest'
import { page } from 'vitest/browser'
import { render } from 'vitest-browser-react'
import { useTypedParam } from './use-typed-param'

const REST_MS = 600

function Search() {
  const [text, setText, settle] = useTypedParam('q', REST_MS)
  return (
    <>
      <input aria-label="Words" value={text} onChange={(event) => setText(event.target.value)} />
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions, jsx-a11y/click-events-have-key-events */}
      <div onClickCapture={settle}>
        <Link to="/found">Found</Link>
      </div>
    </>
  )
}

async function open(loader_ms: number) {
  const here = location.href
  const router = createBrowserRouter([
    { path: '*', Component: Search },
    {
      path: '/found',
      Component: () => <p>The film</p>,
      loader: () => new Promise((resolve) => setTimeout(() => resolve(null), loader_ms)),
    },
  ])
  onTestFinished(() => {
    router.dispose()
    history.replaceState(null, '', here)
  })
  await render(<RouterProvider router={router} />)
  return router
}

test.each([0, 2 * REST_MS])(
  'a result pressed while the fingers still type is opened, and Back finds the words (a loader of %i ms)',
  async (loader_ms) => {
    const router = await open(loader_ms)
    await page.getByLabelText('Words').fill('alien')
    await page.getByRole('link', { name: 'Found' }).click()
    await expect.element(page.getByText('The film')).toBeVisible()
    await router.navigate(-1)
    await expect.element(page.getByLabelText('Words')).toHaveValue('alien')
  },
)

test('words reach the address once the fingers rest, and leave it with the last letter', async () => {
  const router = await open(0)
  await page.getByLabelText('Words').fill('alien')
  await expect.poll(() => new URLSearchParams(router.state.location.search).get('q')).toBe('alien')
  await page.getByLabelText('Words').fill('')
  await expect.poll(() => new URLSearchParams(router.state.location.search).get('q')).toBeNull()
})
