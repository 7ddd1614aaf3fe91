import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { ArrowDown, CheckCheck } from 'lucide-react'
import { use, useRef } from 'react'
import { Loaded } from '@/components/loaded'
import { episodeCode } from '@/components/play-button'
import { useSeasonName } from '@/components/season-name'
import { useSpoilerShield } from '@/components/spoiler-shield'
import { TitleActionsContext } from '@/components/title-actions'
import { Button } from '@/components/ui/button'
import { Select } from '@/components/ui/select'
import { Skeleton } from '@/components/ui/skeleton'
import { EpisodeLine } from './episode-line'
import { episodesQuery } from './queries'
import type { TitleDetail } from './types'
import { useSeason } from './use-season'

/** The episodes of one season; the one that comes next is marked, and one press away. */
export function EpisodesSection({ title }: { title: TitleDetail }) {
  const { t } = useLingui()
  const { onMarkWatched } = use(TitleActionsContext)
  const isHidden = useSpoilerShield()
  const [season, choose] = useSeason(title)
  const episodes = useQuery(episodesQuery(title.id, season?.season_number ?? 0))
  const wanted = useRef<string>(undefined)
  const seasonName = useSeasonName()
  if (!season) return null

  const next = title.play?.label === 'again' ? null : (title.play?.episode ?? null)
  const nextCode = next && episodeCode(next)
  // It opens the list: there is nothing to jump over.
  const isNextAtHand = next?.id === episodes.data?.[0]?.id
  const isSeasonWatched = season.watched_count >= season.episode_count
  const jump = () => {
    if (!next) return
    wanted.current = next.id
    choose(next.season_number)
    if (next.season_number === season.season_number) scrollToEpisode(next.id)
  }
  // The line of the wished episode says when it is there: its season may have to be fetched first.
  const arrive = (episode_id: string) => {
    if (wanted.current !== episode_id) return
    wanted.current = undefined
    scrollToEpisode(episode_id)
  }
  return (
    <div className="gutter">
      <div className="mb-4 flex flex-wrap items-center gap-3">
        <Select
          look="quiet"
          aria-label={t`Season`}
          value={String(season.season_number)}
          onValueChange={(value) => choose(Number(value))}
          options={title.seasons.map((one) => ({
            value: String(one.season_number),
            label: seasonName(one),
          }))}
        />
        {next && !isNextAtHand && (
          <Button variant="ghost" className="max-sm:order-last max-sm:-ms-4" onClick={jump}>
            <ArrowDown aria-hidden />
            {t`Next: ${nextCode}`}
          </Button>
        )}
        <Button
          variant="ghost"
          className="ms-auto"
          onClick={() => onMarkWatched?.(title, !isSeasonWatched, season.id)}
        >
          <CheckCheck aria-hidden className={isSeasonWatched ? 'text-jade' : ''} />
          {isSeasonWatched ? t`Season not watched` : t`Season watched`}
        </Button>
      </div>
      <Loaded query={episodes} level={2} skeleton={<EpisodeSkeletons count={season.episode_count} />}>
        {(list) => (
          <ol>
            {list.map((episode) => (
              <EpisodeLine
                key={episode.id}
                episode={episode}
                isNext={episode.id === next?.id}
                isHidden={isHidden(episode)}
                onShown={arrive}
                onMark={(is_watched) => onMarkWatched?.(title, is_watched, episode.id)}
              />
            ))}
          </ol>
        )}
      </Loaded>
    </div>
  )
}

function scrollToEpisode(episode_id: string): void {
  const line = document.getElementById(`episode-${episode_id}`)
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches
  line?.scrollIntoView({ block: 'center', behavior: isCalm ? 'instant' : 'smooth' })
  line?.querySelector<HTMLElement>('a')?.focus({ preventScroll: true })
}

function EpisodeSkeletons({ count }: { count: number }) {
  return Array.from({ length: Math.min(count, 8) }, (_, index) => (
    <div key={index} className="flex items-center gap-5 border-b hairline py-5">
      <Skeleton className="h-8 w-8 rounded-control" />
      <Skeleton className="aspect-video w-32 sm:w-44" />
      <div className="flex-1">
        <Skeleton className="h-5 w-48 rounded-control" />
        <Skeleton className="mt-3 h-10 w-full max-w-[520px] rounded-control" />
      </div>
    </div>
  ))
}
