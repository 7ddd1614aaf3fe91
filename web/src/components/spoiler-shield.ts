import { useQuery } from '@tanstack/react-query'
import { meQuery } from '@/api/session'
import type { EpisodeCardShape } from '@/lib/title-types'

type Shielded = (episode: Pick<EpisodeCardShape, 'progress'> | null | undefined) => boolean

/** Whether picture and description of an episode stay hidden: the profile wishes so, and has not seen it. */
export function useSpoilerShield(): Shielded {
  const isOn = useQuery(meQuery()).data?.profile?.hides_spoilers
  return (episode) => !!isOn && !!episode && !episode.progress?.is_watched
}
