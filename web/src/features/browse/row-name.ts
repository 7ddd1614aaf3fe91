import { useLingui } from '@lingui/react/macro'
import { useGenreName } from '@/lib/use-genre-name'
import type { HomeRow } from './queries'

/** What a row is called in the language on screen; a row that this version does not know keeps the server's words. */
export function useRowNames() {
  const { t } = useLingui()
  const genreName = useGenreName()
  return (row: HomeRow): string => {
    const name = row.title_params['name'] ?? row.title_params['title'] ?? ''
    const names: Record<string, string> = {
      'row.continue': t`Continue watching`,
      'row.list': t`My List`,
      'row.most-watched': t`Most watched in this house`,
      'row.added': t`Recently added`,
      'row.recent': t`New releases`,
      'row.short': t`Under half an hour`,
      'row.evening': t`An evening of 95 minutes`,
      'row.classics': t`Before 1970`,
      'row.series': t`Series`,
      'row.best': t`Highest rated`,
      'row.because': t`Because you watched ${name}`,
    }
    return names[row.title_code] ?? genreName(row.title)
  }
}
