import { I18nProvider } from '@lingui/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { api } from '@/api/client'
import { type Me, meQuery } from '@/api/session'
import { i18n } from '@/lib/i18n'
import { createCommands } from '../commands'
import { makePlan } from '../engine/film.fixture'
import { PlayerEngine } from '../engine/player-engine'
import { PlayerContext } from '../player-context'
import { SubtitlesSheet } from '../sheets/subtitles-sheet'
import { createUiStore } from '../ui-store'
import type { SubtitleTrack } from './cues'
import { SubtitleLayer } from './subtitle-layer'

const patience = { timeout: 30_000 }
const ENGLISH = {
  id: '3',
  kind: 'text',
  language: 'en',
  title: null,
  codec: 'subrip',
  is_forced: false,
  is_sdh: false,
  is_external: false,
} as const satisfies SubtitleTrack
const GERMAN = { ...ENGLISH, id: '4', language: 'de', is_sdh: true }
const DISC = { ...ENGLISH, id: '5', kind: 'pictures', language: 'fr' } as const satisfies SubtitleTrack
const PIXEL =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg=='

const lines = (text: string) => [
  { start_s: 0, end_s: 40, text },
  { start_s: 50, end_s: 51, text: 'Nobody waits so long' },
]

async function show(subtitle_id: string | null) {
  vi.spyOn(api, 'GET').mockImplementation((async (path: string) => {
    if (path.includes('pictures')) {
      const place = {
        left_ratio: 0.25,
        top_ratio: 0.5,
        width_ratio: 0.5,
        height_ratio: 0.1,
        canvas_ratio: 16 / 9,
      }
      return { data: { track_id: '5', pictures: [{ start_s: 0, end_s: 60, image: PIXEL, ...place }] } }
    }
    return {
      data: {
        kind: 'piece',
        tracks: [
          { track_id: '3', lines: lines('Good evening\n<b>to you</b>') },
          { track_id: '4', lines: lines('Guten Abend') },
        ],
      },
    }
  }) as never)
  const subtitles = { subtitle_id, subtitle_tracks: [ENGLISH, GERMAN, DISC] }
  const plan = makePlan('film', ['/nowhere.mp4'], { file_id: 'file-0', ...subtitles }, 600)
  // Without an element: nothing is played, and nothing can fail.
  const engine = new PlayerEngine()
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } })
  const profile = { id: 'ada', subtitle_size: 'large', subtitle_look: 'box' }
  client.setQueryData(meQuery().queryKey, { profile, profiles: [profile] } as unknown as Me)
  const ui = createUiStore()
  const commands = createCommands(engine, ui, { open: () => {}, leave: () => {} })
  engine.store.set({ phase: 'ready', plan, item_id: 'film', subtitle_id })
  const screen = await render(
    <I18nProvider i18n={i18n}>
      <QueryClientProvider client={client}>
        <PlayerContext value={{ engine, ui, commands }}>
          <div className="player-stage" style={{ position: 'relative', height: 300 }}>
            <SubtitleLayer />
          </div>
          <SubtitlesSheet />
        </PlayerContext>
      </QueryClientProvider>
    </I18nProvider>,
  )
  return { screen, commands, ui, engine }
}

test('lines are shown as text, follow the choice and the keys, and leave with them', async () => {
  const { screen, commands, ui } = await show('3')
  await expect.element(screen.getByText(/Good evening/), patience).toBeVisible()
  expect(screen.container.querySelector('.player-lines b')).toBeNull()
  expect(screen.container.querySelector('.player-lines')).toMatchObject({
    dataset: { size: 'large', look: 'box' },
  })
  await screen.getByRole('button', { name: /German/ }).click()
  await expect.element(screen.getByText(/Guten Abend/), patience).toBeVisible()
  commands.toggleSubtitles()
  await expect.element(screen.getByText(/Guten Abend/)).not.toBeInTheDocument()
  expect(ui.get().flash?.text).toBe('Subtitles off')
  commands.toggleSubtitles()
  await expect.element(screen.getByText(/Guten Abend/), patience).toBeVisible()
  expect(ui.get().flash?.text).toBe('German, with sounds')
  commands.nextSubtitles()
  commands.nextSubtitles()
  await expect.element(screen.getByRole('button', { name: 'Off' })).toHaveAttribute('aria-current', 'true')
})

test('a delay moves them, and says by how much', async () => {
  const { screen, ui, engine } = await show('3')
  await expect.element(screen.getByText(/Good evening/), patience).toBeVisible()
  await screen.getByRole('button', { name: 'Later' }).click()
  expect(engine.store.get().subtitle_delay_s).toBe(0.05)
  expect(ui.get().flash?.text).toBe('Subtitles +0.05 s')
  engine.store.set({ subtitle_delay_s: -50.5 })
  await expect.element(screen.getByText('Nobody waits so long'), patience).toBeVisible()
})

test('pictures lie where the disc has them', async () => {
  const { screen } = await show('5')
  await vi.waitFor(
    () => expect(screen.container.querySelector('.player-canvas img')).not.toBeNull(),
    patience,
  )
  const picture = screen.container.querySelector<HTMLElement>('.player-canvas img')
  expect(picture?.style.left).toBe('25%')
})
