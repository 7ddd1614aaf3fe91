import { I18nProvider } from '@lingui/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { beforeEach, expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { api } from '@/api/client'
import { i18n } from '@/lib/i18n'
import type { Commands } from '../commands'
import type { PlaybackPlan } from '../engine/playback-api'
import type { PlayerEngine } from '../engine/player-engine'
import { INITIAL_STATE, type PlayerState } from '../engine/player-state'
import { Store } from '../engine/store'
import { PlayerContext } from '../player-context'
import { createUiStore } from '../ui-store'
import { SegmentsSheet } from './segments-sheet'

const INTRO = { kind: 'intro', start_s: 0, end_s: 60, is_marked: false } as const
const PLACE = '/api/admin/films/{item_id}/files/{file_id}/segments/{kind}'

beforeEach(() => void vi.restoreAllMocks())

async function open() {
  const plan = { item_id: 'film', file_id: 'file', segments: [INTRO], denied_segments: [] }
  const state = { ...INITIAL_STATE, phase: 'ready', plan, position_s: 90, duration_s: 1000 }
  const store = new Store<PlayerState>(state as unknown as PlayerState)
  const screen = await render(
    <I18nProvider i18n={i18n}>
      <QueryClientProvider client={new QueryClient()}>
        <PlayerContext
          value={{
            engine: { store } as unknown as PlayerEngine,
            ui: createUiStore(),
            commands: {} as Commands,
          }}
        >
          <SegmentsSheet />
        </PlayerContext>
      </QueryClientProvider>
    </I18nProvider>,
  )
  const part = (name: string) => screen.getByRole('region', { name })
  return { screen, store, part }
}

const answer = (segments: PlaybackPlan['segments'], denied_segments: string[] = []) =>
  ({ data: { segments, denied_segments, credits_start_s: null } }) as never

test('a part begins where the film stands, and the chapters tell again when asked', async () => {
  const marked = { ...INTRO, start_s: 90, end_s: 150, is_marked: true }
  const put = vi.spyOn(api, 'PUT').mockResolvedValue(answer([marked]))
  const forget = vi.spyOn(api, 'DELETE').mockResolvedValue(answer([INTRO]))
  const { store, part } = await open()
  await expect.element(part('Intro').getByText('0:00 – 1:00, from the chapters')).toBeVisible()
  await part('Intro').getByRole('button', { name: 'Begins here' }).click()
  const path = { item_id: 'film', file_id: 'file', kind: 'intro' }
  expect(put).toHaveBeenCalledExactlyOnceWith(PLACE, {
    params: { path },
    body: { start_s: 90, end_s: 150 },
  })
  await expect.element(part('Intro').getByText('1:30 – 2:30, set by hand')).toBeVisible()
  expect(store.get().plan?.segments).toEqual([marked])
  await part('Intro').getByRole('button', { name: 'As the chapters say' }).click()
  expect(forget).toHaveBeenCalledExactlyOnceWith(PLACE, { params: { path } })
  await expect.element(part('Intro').getByText('0:00 – 1:00, from the chapters')).toBeVisible()
})

test('a part that the chapters invent can be taken away and brought back', async () => {
  const put = vi.spyOn(api, 'PUT').mockResolvedValue(answer([], ['intro']))
  const { part } = await open()
  await part('Intro').getByRole('button', { name: 'There is none' }).click()
  expect(put).toHaveBeenCalledExactlyOnceWith(
    PLACE,
    expect.objectContaining({ body: { start_s: null, end_s: null } }),
  )
  await expect.element(part('Intro').getByText('No such part, set by hand')).toBeVisible()
  await expect.element(part('Intro').getByRole('button', { name: 'As the chapters say' })).toBeVisible()
  await expect.element(part('Recap').getByText('No such part')).toBeVisible()
})

test('what cannot be kept changes nothing', async () => {
  vi.spyOn(api, 'PUT').mockRejectedValue(new TypeError('Failed to fetch'))
  const { store, part } = await open()
  await part('Credits').getByRole('button', { name: 'Begins here' }).click()
  await expect.element(part('Credits').getByRole('button', { name: 'Begins here' })).toBeEnabled()
  expect(store.get().plan?.segments).toEqual([INTRO])
})
