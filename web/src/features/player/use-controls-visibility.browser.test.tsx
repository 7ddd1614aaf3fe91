import { useRef } from 'react'
import { expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import type { Commands } from './commands'
import type { PlayerEngine } from './engine/player-engine'
import { INITIAL_STATE, type PlayerState } from './engine/player-state'
import { Store } from './engine/store'
import { PlayerContext } from './player-context'
import { createUiStore } from './ui-store'
import { useControlsVisibility } from './use-controls-visibility'

function Screen() {
  const root = useRef<HTMLDivElement>(null)
  const isShown = useControlsVisibility(root)
  return (
    <div ref={root} data-testid="screen" data-controls={isShown ? 'shown' : 'hidden'}>
      <div data-testid="glass" style={{ height: 200 }} />
    </div>
  )
}

test('a locked screen shows its way out when it is touched; an unlocked one leaves that to the tap', async () => {
  const ui = createUiStore()
  const engine = { store: new Store<PlayerState>({ ...INITIAL_STATE, phase: 'ready' }) } as PlayerEngine
  const screen = await render(
    <PlayerContext value={{ engine, ui, commands: {} as Commands }}>
      <Screen />
    </PlayerContext>,
  )
  const shown = () => screen.getByTestId('screen').element().getAttribute('data-controls')
  const touch = () =>
    screen
      .getByTestId('glass')
      .element()
      .dispatchEvent(new PointerEvent('pointerdown', { pointerType: 'touch', bubbles: true }))
  ui.set({ areControlsShown: false })
  await vi.waitFor(() => expect(shown()).toBe('hidden'))
  touch()
  expect(ui.get().areControlsShown).toBe(false)
  ui.set({ isLocked: true })
  touch()
  await vi.waitFor(() => expect(shown()).toBe('shown'))
})
