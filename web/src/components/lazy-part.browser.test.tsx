import { I18nProvider } from '@lingui/react'
import { useState } from 'react'
import { expect, test } from 'vitest'
import { page } from 'vitest/browser'
import { render } from 'vitest-browser-react'
import { i18n } from '@/lib/i18n'
import { lazyPart } from './lazy-part'
import { Toaster } from './ui/toaster'

let isAway = true
const Sheet = lazyPart<{ text: string }>(() =>
  isAway
    ? Promise.reject(new TypeError('Failed to fetch dynamically imported module'))
    : Promise.resolve(({ text }) => <p>{text}</p>),
)

function Page() {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Open
      </button>
      {isOpen && <Sheet text="The sheet" onMissing={() => setOpen(false)} />}
      <Toaster />
    </>
  )
}

test('a part that cannot be fetched leaves its page as it was, and comes when it is asked for again', async () => {
  await render(
    <I18nProvider i18n={i18n}>
      <Page />
    </I18nProvider>,
  )
  const open = page.getByRole('button', { name: 'Open' })
  await open.click()
  await expect.element(page.getByText('That did not work')).toBeVisible()
  await expect.element(open).toBeVisible()
  isAway = false
  await open.click()
  await expect.element(page.getByText('The sheet')).toBeVisible()
})
