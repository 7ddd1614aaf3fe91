import { Store } from './engine/store'

export type SheetName =
  | 'audio'
  | 'chapters'
  | 'episodes'
  | 'quality'
  | 'speed'
  | 'subtitles'
  | 'versions'
  | 'segments'
  | 'stats'
  | 'keys'

/** What the screen shows around the picture. */
export interface UiState {
  sheet: SheetName | null
  areControlsShown: boolean
  /** Where a drag over the timeline or the picture would land. */
  preview_s: number | null
  /** Where a key has just led, for a moment. */
  glance_s: number | null
  /** Touch does nothing until it is unlocked. */
  isLocked: boolean
  /** The picture fills the screen and loses its edges. */
  isFilled: boolean
  /** 0.2..1 of the picture's light; a phone in bed. */
  brightness: number
  isFullscreen: boolean
  /** Held finger: twice the speed while it lasts. */
  isHeld: boolean
  /** The next episode is offered over the picture. */
  isNextShown: boolean
  /** The item whose next episode was waved away. */
  stays_item_id: string | null
  /** A word about what a key or gesture just did. */
  flash: { text: string; id: number } | null
}

export const INITIAL_UI: UiState = {
  sheet: null,
  areControlsShown: true,
  preview_s: null,
  glance_s: null,
  isLocked: false,
  isFilled: false,
  brightness: 1,
  isFullscreen: false,
  isHeld: false,
  isNextShown: false,
  stays_item_id: null,
  flash: null,
}

export const createUiStore = () => new Store<UiState>(INITIAL_UI)
export type UiStore = Store<UiState>
