import { useLingui } from '@lingui/react/macro'
import type { EpisodeCard, PlaybackPlan } from './engine/playback-api'
import { usePlayback } from './player-context'

/** "S1 E3", "S1 E3–4", or "E3" of a series that counts without seasons. */
export function episodeCode(episode: EpisodeCard): string {
  const number = episode.episode_number
  if (number === null) return `S${episode.season_number}`
  const last = episode.last_episode_number
  return `S${episode.season_number} E${number}${last && last !== number ? `–${last}` : ''}`
}

export interface PlayedNames {
  /** The film, or the episode's own name. */
  title: string
  /** The year, or series and number. */
  line: string
  /** Both for the browser's tab. */
  whole: string
}

export function namesOf(plan: PlaybackPlan | null, fallback: string): PlayedNames {
  if (!plan) return { title: fallback, line: '', whole: fallback }
  const { episode, title } = plan
  if (!episode) {
    const line = title.year === null ? '' : String(title.year)
    return { title: title.title, line, whole: title.title }
  }
  const code = episodeCode(episode)
  return {
    title: episode.title,
    line: `${title.title}, ${code}`,
    whole: `${title.title} ${code}`,
  }
}

/** Names of what is on screen. */
export function useTitles(): PlayedNames {
  const { t } = useLingui()
  return namesOf(
    usePlayback((state) => state.plan),
    t`Player`,
  )
}
