import { I18nProvider } from '@lingui/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { expect, test } from 'vitest'
import { render } from 'vitest-browser-react'
import { type Me, meQuery } from '@/api/session'
import { i18n } from '@/lib/i18n'
import type { EpisodeCardShape } from '@/lib/title-types'
import { EpisodeResult } from './episode-result'

const episode: EpisodeCardShape = {
  id: 'episode',
  series_id: 'series',
  series_title: 'The Show',
  season_number: 1,
  episode_number: 3,
  last_episode_number: null,
  title: '',
  synopsis: null,
  released_on: null,
  duration_s: 600,
  still: null,
  has_stand_in: false,
  is_playable: true,
  progress: null,
}

test.each([
  ['blurred', true, false],
  ['clear', true, true],
  ['clear', false, false],
])('a found episode is %s with the wish %s and seen %s', async (look, hides_spoilers, is_watched) => {
  const client = new QueryClient()
  client.setQueryData(meQuery().queryKey, { profile: { hides_spoilers } } as Me)
  const progress = { position_s: 0, duration_s: 600, is_watched }
  const cell = { width_px: 300, height_px: 170, index: 0, tabIndex: 0, isLazy: false, ref: () => {} } as const
  const found = <EpisodeResult {...cell} episode={{ ...episode, progress }} />
  const router = createMemoryRouter([{ path: '*', Component: () => found }])
  const screen = await render(
    <QueryClientProvider client={client}>
      <I18nProvider i18n={i18n}>
        <RouterProvider router={router} />
      </I18nProvider>
    </QueryClientProvider>,
  )
  await expect.element(screen.getByRole('link')).toHaveAccessibleName('Episode 3, The Show, S1 E3')
  const isBlurred = [...screen.container.querySelectorAll('.card-art span')].some((one) =>
    getComputedStyle(one).filter.includes('blur'),
  )
  expect(isBlurred ? 'blurred' : 'clear').toBe(look)
})
