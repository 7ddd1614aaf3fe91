import { I18nProvider } from '@lingui/react'
import { expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { i18n } from '@/lib/i18n'
import type { Commands } from '../commands'
import type { PlaybackPlan } from '../engine/playback-api'
import type { PlayerEngine } from '../engine/player-engine'
import { INITIAL_STATE, type PlayerState } from '../engine/player-state'
import { Store } from '../engine/store'
import { PlayerContext } from '../player-context'
import { createUiStore } from '../ui-store'
import { AudioSheet } from './audio-sheet'

const ENGLISH = { index: 1, language: 'en', codec: 'aac', channels: 2, is_playable: true }
const GERMAN = { ...ENGLISH, index: 2, language: 'de' }
const FRENCH = { index: 4, language: 'fr', codec: 'truehd', channels: 8, is_playable: false }

async function open(method: 'direct' | 'hls', tracks: object[]) {
  const plan = { method, audio_tracks: tracks } as unknown as PlaybackPlan
  const store = new Store<PlayerState>({ ...INITIAL_STATE, phase: 'ready', plan, audio_index: 1 })
  const chooseAudio = vi.fn<(index: number) => void>((audio_index) => store.set({ audio_index }))
  const engine = { store, chooseAudio } as unknown as PlayerEngine
  const screen = await render(
    <I18nProvider i18n={i18n}>
      <PlayerContext value={{ engine, ui: createUiStore(), commands: {} as Commands }}>
        <AudioSheet />
      </PlayerContext>
    </I18nProvider>,
  )
  const button = (name: string) => screen.getByRole('button', { name: new RegExp(name) })
  return { screen, chooseAudio, button }
}

test('a film in segments has every playable track to choose, and the choice shows at once', async () => {
  const { screen, chooseAudio, button } = await open('hls', [ENGLISH, GERMAN, FRENCH])
  await expect.element(button('English')).toHaveAttribute('aria-current', 'true')
  await expect.element(button('French')).toBeDisabled()
  await expect.element(screen.getByText(/Your browser cannot play/)).toBeVisible()
  await button('German').click()
  expect(chooseAudio).toHaveBeenCalledExactlyOnceWith(2)
  await expect.element(button('German')).toHaveAttribute('aria-current', 'true')
  await expect.element(button('English')).toHaveAttribute('aria-current', 'false')
})

test('a file that plays as it is says why its other tracks cannot be chosen', async () => {
  const { screen, button } = await open('direct', [ENGLISH, FRENCH])
  await expect.element(button('French')).toBeDisabled()
  await expect.element(screen.getByText(/takes the first sound track/)).toBeVisible()
})
