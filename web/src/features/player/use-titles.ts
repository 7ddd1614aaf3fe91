import { useLingui } from '@lingui/react/macro'
import { episodeCode, useEpisodeTitle } from '@/components/play-button'
import { usePlayback } from './player-context'

export interface PlayedNames {
  /** The film, or the episode's own name. */
  title: string
  /** The year, or series and number. */
  line: string
  /** Both for the browser's tab. */
  whole: string
}

/** Names of what is on screen. */
export function useTitles(): PlayedNames {
  const { t } = useLingui()
  const episodeTitle = useEpisodeTitle()
  const plan = usePlayback((state) => state.plan)
  const fallback = t`Player`
  if (!plan) return { title: fallback, line: '', whole: fallback }
  const { episode, title } = plan
  if (!episode) {
    const line = title.year === null ? '' : String(title.year)
    return { title: title.title, line, whole: title.title }
  }
  const code = episodeCode(episode)
  return {
    title: episodeTitle(episode),
    line: `${title.title}, ${code}`,
    whole: `${title.title} ${code}`,
  }
}
