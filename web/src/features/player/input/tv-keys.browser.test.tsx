import { I18nProvider } from '@lingui/react'
import { useRef } from 'react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-react'
import { Select } from '@/components/ui/select'
import { Sheet } from '@/components/ui/sheet'
import { i18n } from '@/lib/i18n'
import { useSheetArrows } from './use-sheet-arrows'
import { useTvFocus } from './use-tv-focus'

beforeEach(() => void (document.documentElement.dataset['shell'] = 'tv'))
afterEach(() => void delete document.documentElement.dataset['shell'])

const SEASONS = ['1', '2'].map((value) => ({ value, label: `Season ${value}` }))

function Menu({ pressed }: { pressed: string[] }) {
  useSheetArrows()
  return (
    <Sheet open onOpenChange={() => {}} title="Episodes" hasVeil={false}>
      <Select aria-label="Season" value="1" onValueChange={() => {}} options={SEASONS} />
      {['one', 'two', 'three'].map((name) => (
        <button key={name} type="button" onClick={() => pressed.push(name)}>
          {name}
        </button>
      ))}
    </Sheet>
  )
}

function Screen({ pressed, hasMenu }: { pressed: string[]; hasMenu: boolean }) {
  const root = useRef<HTMLElement>(null)
  useTvFocus(root)
  return (
    <I18nProvider i18n={i18n}>
      <main ref={root} id="main">
        <div className="player-controls">
          <button type="button">back</button>
          <button type="button" data-play>
            play
          </button>
        </div>
        {hasMenu && <Menu pressed={pressed} />}
      </main>
    </I18nProvider>
  )
}

test('the remote walks the open menu and presses in it', async () => {
  const pressed: string[] = []
  const screen = await render(<Screen pressed={pressed} hasMenu />)
  const button = (name: string) => screen.getByRole('button', { name })
  button('one').element().focus()
  await userEvent.keyboard('{ArrowDown}')
  await expect.element(button('two')).toHaveFocus()
  await userEvent.keyboard('{Enter}')
  expect(pressed).toEqual(['two'])
  await userEvent.keyboard('{ArrowUp}{ArrowUp}')
  await expect.element(screen.getByRole('combobox')).toHaveFocus()
  await userEvent.keyboard('{ArrowDown}')
  await expect.element(button('one')).toHaveFocus()
})

test('without a menu up and down enter the controls', async () => {
  const screen = await render(<Screen pressed={[]} hasMenu={false} />)
  await userEvent.keyboard('{ArrowUp}')
  await expect.element(screen.getByRole('button', { name: 'play' })).toHaveFocus()
  await userEvent.keyboard('{ArrowLeft}')
  await expect.element(screen.getByRole('button', { name: 'back' })).toHaveFocus()
})
