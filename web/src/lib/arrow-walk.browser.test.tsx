import { expect, onTestFinished, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-react'
import { walkByArrows } from './arrow-walk'

async function openPage() {
  onTestFinished(walkByArrows())
  scrollTo(0, 0)
  await render(
    <>
      <header style={{ position: 'fixed', top: 0, left: 0, display: 'flex', gap: 20 }}>
        <a href="#home">Home</a>
        <a href="#films">Films</a>
      </header>
      <main style={{ paddingTop: 200 }}>
        <div style={{ display: 'flex', gap: 20 }}>
          <button>Play</button>
          <button>Details</button>
          <button disabled>Broken</button>
          <button style={{ visibility: 'hidden' }}>Hidden</button>
          <button>List</button>
        </div>
        <input aria-label="Words" defaultValue="alien" style={{ display: 'block', marginTop: 1500 }} />
        <div style={{ display: 'flex', gap: 20 }}>
          <a href="#a" tabIndex={-1}>
            First card
          </a>
          <a href="#b">Second card</a>
        </div>
      </main>
    </>,
  )
}

const press = (...arrows: string[]) => userEvent.keyboard(arrows.map((arrow) => `{Arrow${arrow}}`).join(''))

const take = (event: KeyboardEvent) => event.preventDefault()

const focused = () =>
  document.activeElement?.textContent || document.activeElement?.getAttribute('aria-label')

test('the first arrow takes hold of the page, and each next one goes where it points', async () => {
  await openPage()
  await press('Down')
  expect(focused()).toBe('Play')
  await press('Right', 'Right')
  expect(focused()).toBe('List')
  await press('Left')
  expect(focused()).toBe('Details')
})

test('the bar is above the page, and the page below the bar', async () => {
  await openPage()
  await press('Down', 'Up')
  expect(focused()).toBe('Home')
  await press('Down')
  expect(focused()).toBe('Play')
})

test('a field lies on the way, keeps left and right for its letters, and what is far down comes into view', async () => {
  await openPage()
  await press('Down', 'Down')
  expect(focused()).toBe('Words')
  await expect.element(page.getByLabelText('Words')).toBeInViewport()
  await press('Right')
  expect(focused()).toBe('Words')
  await press('Down')
  expect(focused()).toBe('Second card')
  // Up leads back to the field, not to the bar that lies over the page meanwhile.
  await press('Up')
  expect(focused()).toBe('Words')
})

test('what takes arrows itself is left at its ends, a select and tabs across', async () => {
  onTestFinished(walkByArrows())
  await render(
    <main>
      <button style={{ display: 'block' }}>Above</button>
      <div role="radiogroup" aria-label="Language">
        <input
          type="radio"
          name="language"
          aria-label="English"
          defaultChecked
          style={{ display: 'block' }}
        />
        <input type="radio" name="language" aria-label="Deutsch" style={{ display: 'block' }} />
      </div>
      <select aria-label="Season" defaultValue="1" style={{ display: 'block' }}>
        <option value="1">Season 1</option>
        <option value="2">Season 2</option>
      </select>
      <div role="tablist">
        <button role="tab">Episodes</button>
      </div>
      <button>Below</button>
    </main>,
  )
  const stops = []
  for (let step = 0; step < 6; step += 1) {
    // oxlint-disable-next-line no-await-in-loop -- one key after the other
    await press('Down')
    stops.push(focused())
  }
  expect(stops).toEqual(['Above', 'English', 'Deutsch', 'Season 1Season 2', 'Episodes', 'Below'])
  expect(document.querySelector('select')?.value).toBe('1')
})

test('whoever listens on the page comes first, also when it began to listen later', async () => {
  await openPage()
  document.addEventListener('keydown', take)
  onTestFinished(() => document.removeEventListener('keydown', take))
  await press('Right')
  expect(document.activeElement).toBe(document.body)
})

test('a key that somebody took already, or that nothing lies behind, is left alone', async () => {
  await openPage()
  await press('Down')
  document.addEventListener('keydown', take, { capture: true })
  onTestFinished(() => document.removeEventListener('keydown', take, { capture: true }))
  await press('Right')
  expect(focused()).toBe('Play')
})
