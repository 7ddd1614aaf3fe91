import { I18nProvider } from '@lingui/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { afterEach, expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { type Me, meQuery } from '@/api/session'
import { i18n } from '@/lib/i18n'
import type { Commands } from './commands'
import type { EpisodeCard, PlaybackPlan } from './engine/playback-api'
import type { PlayerEngine } from './engine/player-engine'
import { INITIAL_STATE, type PlayerState } from './engine/player-state'
import { Store } from './engine/store'
import { NextUp } from './next-up-card'
import { PauseCard } from './pause-card'
import { PlayerContext } from './player-context'
import { createUiStore } from './ui-store'

// Says which picture it was given.
vi.mock('@/components/poster', () => ({
  Poster: ({ image }: { image: { hash: string } | null }) => <i>{image?.hash}</i>,
}))

afterEach(() => void vi.useRealTimers())

function makeEpisode(episode_number: number, is_watched = false): EpisodeCard {
  const still = { hash: `still-${episode_number}`, thumbhash: null }
  return {
    id: String(episode_number),
    series_title: 'The Show',
    season_number: 1,
    episode_number,
    last_episode_number: null,
    title: '',
    synopsis: `What happens in ${episode_number}.`,
    still,
    progress: { position_s: 0, duration_s: 600, is_watched },
  } as unknown as EpisodeCard
}

async function open(hides_spoilers: boolean, isWatched = false) {
  const client = new QueryClient()
  client.setQueryData(meQuery().queryKey, { profile: { hides_spoilers } } as Me)
  const plan = {
    item_id: '1',
    title: { title: 'The Show', synopsis: null, backdrop: { hash: 'backdrop', thumbhash: null } },
    episode: makeEpisode(1, isWatched),
  } as unknown as PlaybackPlan
  const state = { ...INITIAL_STATE, phase: 'ready', plan, isPaused: true, duration_s: 600 } as const
  const engine = { store: new Store<PlayerState>(state), position_s: 0 } as PlayerEngine
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const nextUp = { isShown: true, next: makeEpisode(2, isWatched), countdown: null }
  const screen = await render(
    <QueryClientProvider client={client}>
      <I18nProvider i18n={i18n}>
        <PlayerContext value={{ engine, ui: createUiStore(), commands: {} as Commands }}>
          <NextUp nextUp={nextUp} />
          <PauseCard />
        </PlayerContext>
      </I18nProvider>
    </QueryClientProvider>,
  )
  await vi.advanceTimersByTimeAsync(6000)
  vi.useRealTimers()
  return () => screen.container.textContent
}

test('what is shielded is neither shown nor told; a number is a name', async () => {
  const text = await open(true)
  await vi.waitFor(() => expect(text()).toContain('Paused'))
  expect(text()).toContain('Episode 1')
  expect(text()).toContain('Episode 2')
  expect(text()).not.toContain('What happens')
  expect(text()).not.toContain('still-2')
  expect(text()).toContain('backdrop')
})

test.each([
  [false, false],
  [true, true],
])('without the wish (%s) or once seen (%s) all is shown', async (hides_spoilers, isWatched) => {
  const text = await open(hides_spoilers, isWatched)
  await vi.waitFor(() => expect(text()).toContain('What happens in 1.'))
  expect(text()).toContain('What happens in 2.')
  expect(text()).toContain('still-2')
})
