import { useLingui } from '@lingui/react/macro'

/** A season's name. "Season 2" is what a folder was called; only a name of its own stands above our own words. */
export function useSeasonName(): (season: { season_number: number; title: string }) => string {
  const { t } = useLingui()
  return ({ season_number, title }) => {
    if (title && !/^season \d+$/i.test(title)) return title
    return season_number === 0 ? t`Specials` : t`Season ${season_number}`
  }
}
