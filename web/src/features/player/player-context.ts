import { createContext, use, useSyncExternalStore } from 'react'
import type { Commands } from './commands'
import type { PlayerEngine } from './engine/player-engine'
import type { PlayerState } from './engine/player-state'
import type { UiState, UiStore } from './ui-store'

export interface Player {
  engine: PlayerEngine
  ui: UiStore
  commands: Commands
}

export const PlayerContext = createContext<Player | null>(null)

export function usePlayer(): Player {
  const player = use(PlayerContext)
  if (!player) throw new Error('usePlayer outside of the player page')
  return player
}

/** A part of the engine's state; renders again when that part changes. The selector gives a value or a kept object. */
export function usePlayback<T>(select: (state: PlayerState) => T): T {
  const { engine } = usePlayer()
  return useSyncExternalStore(engine.store.subscribe, () => select(engine.store.get()))
}

/** A part of what the screen shows. */
export function useUi<T>(select: (state: UiState) => T): T {
  const { ui } = usePlayer()
  return useSyncExternalStore(ui.subscribe, () => select(ui.get()))
}
