import { I18nProvider } from '@lingui/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { expect, test } from 'vitest'
import { renderHook } from 'vitest-browser-react'
import { type Me, meQuery } from '@/api/session'
import { activateLanguage, i18n } from '@/lib/i18n'
import type { EpisodeCardShape } from '@/lib/title-types'
import { useEpisodeTitle } from './play-button'
import { useSeasonName } from './season-name'
import { useSpoilerShield } from './spoiler-shield'

/** What a hook gives, called inside of a signed-in page. */
async function read<T>(useIt: () => T, profile: Partial<Me['profile']> = {}): Promise<T> {
  const client = new QueryClient()
  client.setQueryData(meQuery().queryKey, { profile } as Me)
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>
      <I18nProvider i18n={i18n}>{children}</I18nProvider>
    </QueryClientProvider>
  )
  return (await renderHook(useIt, { wrapper })).result.current
}

test('seasons and episodes without a name of their own are called by their number, in the language on screen', async () => {
  await activateLanguage('de')
  const seasonName = await read(useSeasonName)
  const episodeTitle = await read(useEpisodeTitle)
  expect(
    [
      { season_number: 2, title: 'Season 2' },
      { season_number: 2, title: '' },
      { season_number: 0, title: '' },
      { season_number: 2, title: 'The Fall' },
    ].map(seasonName),
  ).toEqual(['Staffel 2', 'Staffel 2', 'Extrafolgen', 'The Fall'])
  expect(episodeTitle({ title: '', episode_number: 3 })).toBe('Folge 3')
  await activateLanguage('en')
})

const episode = (is_watched: boolean) =>
  ({ progress: { position_s: 0, duration_s: 600, is_watched } }) as EpisodeCardShape

test('the shield covers what was not seen, for the profile that wishes it', async () => {
  const on = await read(useSpoilerShield, { hides_spoilers: true })
  expect([on(episode(false)), on({ progress: null }), on(episode(true)), on(null)]).toEqual([
    true,
    true,
    false,
    false,
  ])
  const off = await read(useSpoilerShield, { hides_spoilers: false })
  expect(off(episode(false))).toBe(false)
})
