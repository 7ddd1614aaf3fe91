import { expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { createCommands } from './commands'
import type { EpisodeCard, PlaybackPlan } from './engine/playback-api'
import type { PlayerEngine } from './engine/player-engine'
import { INITIAL_STATE, type PlayerState } from './engine/player-state'
import { Store } from './engine/store'
import { PlayerContext } from './player-context'
import { createUiStore } from './ui-store'
import { useNextUp } from './use-next-up'

function Probe() {
  return <output>{useNextUp().isShown ? 'shown' : 'hidden'}</output>
}

async function open() {
  const store = new Store<PlayerState>({ ...INITIAL_STATE, phase: 'ready' })
  const engine = { store, prepare: () => {}, discardPrepared: () => {} } as unknown as PlayerEngine
  const ui = createUiStore()
  const opened: string[] = []
  const leave = vi.fn<() => void>()
  const commands = createCommands(engine, ui, { open: (item_id) => void opened.push(item_id), leave })
  const screen = await render(
    <PlayerContext value={{ engine, ui, commands }}>
      <Probe />
    </PlayerContext>,
  )
  const play = (item_id: string, next_id: string, position_s: number) => {
    const plan = { item_id, next: { id: next_id } as EpisodeCard, plays_next_episode: true } as PlaybackPlan
    store.set({ item_id, plan, position_s, duration_s: 600, hasEnded: position_s >= 600 })
  }
  return { play, opened, commands, leave, ui, screen }
}

test('the next episode begins by itself again when one has come back to the first', async () => {
  const { play, opened } = await open()
  play('one', 'two', 600)
  await expect.poll(() => opened).toEqual(['two'])
  play('two', 'three', 5)
  await new Promise((resolve) => setTimeout(resolve, 50))
  play('one', 'two', 600)
  await expect.poll(() => opened).toEqual(['two', 'two'])
})

test('back takes the next episode off the screen first, and leaves the player then', async () => {
  const { play, opened, commands, leave, ui, screen } = await open()
  play('one', 'two', 590)
  await expect.element(screen.getByText('shown')).toBeVisible()
  expect(ui.get().isNextShown).toBe(true)
  commands.back()
  await expect.poll(() => ui.get().isNextShown).toBe(false)
  expect(ui.get().stays_item_id).toBe('one')
  expect(leave).not.toHaveBeenCalled()
  commands.back()
  expect(leave).toHaveBeenCalledOnce()
  expect(opened).toEqual([])
})
