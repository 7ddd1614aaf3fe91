import { useLingui } from '@lingui/react/macro'
import { Play } from 'lucide-react'
import { Link } from 'react-router'
import { paths } from '@/lib/paths'
import type { EpisodeCardShape, PlayTarget } from '@/lib/title-types'
import { useFormat } from '@/lib/use-format'
import { Button } from './ui/button'

/** "Resume 42:10", "Play S1 E1", "Play again": what the button of a title does for this profile. */
export function usePlayLabel(play: PlayTarget): string {
  const { t } = useLingui()
  const format = useFormat()
  const episode = play.episode && episodeCode(play.episode)
  if (play.label === 'resume') {
    const position = format.clock(play.position_s)
    return episode ? t`Resume ${episode}` : t`Resume ${position}`
  }
  if (play.label === 'again') return t`Play again`
  return episode ? t`Play ${episode}` : t`Play`
}

type Numbered = Pick<EpisodeCardShape, 'season_number' | 'episode_number' | 'last_episode_number'>

/** "S2 E4", "S2 E4–5": short enough for a button, the same in every language. */
export function episodeCode({ season_number, episode_number, last_episode_number: last }: Numbered): string {
  if (episode_number === null) return `S${season_number}`
  return `S${season_number} E${episode_number}${last && last !== episode_number ? `–${last}` : ''}`
}

/** An episode's name; many files have only a number. */
export function useEpisodeTitle(): (episode: { title: string; episode_number: number | null }) => string {
  const { t } = useLingui()
  return ({ title, episode_number }) => {
    if (title) return title
    return episode_number === null ? t`Episode` : t`Episode ${episode_number}`
  }
}

/** What is left, in words with the time it ends: "24 min left, ends 22:47"; null when nobody knows the length. */
export function usePlayFacts(play: PlayTarget | null): string | null {
  const { t } = useLingui()
  const format = useFormat()
  if (!play?.duration_s) return null
  const left_s = Math.max(0, play.duration_s - play.position_s)
  const left = format.duration(left_s)
  const end = format.endTime(left_s)
  return play.label === 'resume' ? t`${left} left, ends ${end}` : t`ends ${end}`
}

/** The one bone button of a screen. */
export function PlayButton({ play, className }: { play: PlayTarget; className?: string }) {
  const label = usePlayLabel(play)
  return (
    <Button asChild variant="primary" size="lg" className={className}>
      <Link to={paths.play(play.item_id)}>
        <Play aria-hidden className="fill-current" />
        <span className="tabular">{label}</span>
      </Link>
    </Button>
  )
}
