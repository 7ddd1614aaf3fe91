import { useSearchParams } from 'react-router'
import type { Season, TitleDetail } from './types'

const remembered = (title_id: string) => `kino.season.${title_id}`

/**
 * The open season and how to open another: the address says it, else what this tab had open last, else the season of
 * the next unwatched episode. Null for a series without seasons.
 */
export function useSeason(title: TitleDetail): [Season | null, (season_number: number) => void] {
  const [params, setParams] = useSearchParams()
  const wishes = [
    params.get('season'),
    sessionStorage.getItem(remembered(title.id)),
    title.play?.episode?.season_number,
  ]
  const season = pickSeason(title.seasons, wishes)
  const choose = (season_number: number) => {
    sessionStorage.setItem(remembered(title.id), String(season_number))
    setParams(
      (known) => {
        known.set('season', String(season_number))
        return known
      },
      { replace: true, preventScrollReset: true },
    )
  }
  return [season, choose]
}

/** The first wish that is one of the seasons, else the first season. */
export function pickSeason(
  seasons: readonly Season[],
  wishes: readonly (string | number | null | undefined)[],
): Season | null {
  for (const wish of wishes) {
    const found = wish != null && wish !== '' && seasons.find((one) => one.season_number === Number(wish))
    if (found) return found
  }
  return seasons[0] ?? null
}
