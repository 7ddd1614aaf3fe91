import { useLingui } from '@lingui/react/macro'
import { CheckCheck, Play } from 'lucide-react'
import { type CSSProperties, useEffect } from 'react'
import { Link } from 'react-router'
import { Poster } from '@/components/poster'
import { ShieldedPicture } from '@/components/shielded-picture'
import { Badge } from '@/components/ui/badge'
import { useEpisodeTitle } from '@/components/play-button'
import { IconButton } from '@/components/ui/icon-button'
import { cn } from '@/lib/cn'
import { paths } from '@/lib/paths'
import type { EpisodeCardShape } from '@/lib/title-types'
import { useFormat } from '@/lib/use-format'

export interface EpisodeLineProps {
  episode: EpisodeCardShape
  isNext: boolean
  /** The profile hides what it has not seen. */
  isHidden: boolean
  onShown: (episode_id: string) => void
  onMark: (is_watched: boolean) => void
}

/** One episode: its number in serif, a still with how far one came, what it is about, and whether it was watched. */
export function EpisodeLine({ episode, isNext, isHidden, onShown, onMark }: EpisodeLineProps) {
  const { t } = useLingui()
  const format = useFormat()
  const episodeTitle = useEpisodeTitle()
  useEffect(() => onShown(episode.id), [onShown, episode.id])
  const { progress } = episode
  const isWatched = progress?.is_watched === true
  const number = episode.last_episode_number
    ? `${episode.episode_number}–${episode.last_episode_number}`
    : (episode.episode_number ?? '–')
  const meta = [
    episode.released_on && format.date(episode.released_on),
    episode.duration_s && format.duration(episode.duration_s),
  ]
  return (
    <li
      id={`episode-${episode.id}`}
      className={cn(
        'group/line relative grid scroll-mt-40 grid-cols-[2.25rem_7.5rem_1fr_auto] items-center gap-x-3 border-b hairline py-4 last:border-0 sm:grid-cols-[3.5rem_11rem_1fr_auto] sm:gap-x-6 sm:py-5',
        isNext &&
          'before:absolute before:inset-y-3 before:-start-3 before:w-0.5 before:rounded-full before:bg-ember sm:before:-start-5',
      )}
    >
      <span className={cn('serif text-22 tabular sm:text-28', isWatched ? 'text-line' : 'text-smoke')}>
        {number}
      </span>
      <EpisodeStill episode={episode} isHidden={isHidden} />
      <div className="min-w-0 max-sm:col-span-1">
        <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <Link
            to={paths.play(episode.id)}
            className={cn(
              'rounded-control text-15 font-medium after:absolute after:inset-0 hover:text-white',
              episode.is_playable ? isWatched && 'text-ash' : 'pointer-events-none text-smoke',
            )}
          >
            {episodeTitle(episode)}
          </Link>
          {isNext && <Badge tone="quiet">{t`Next`}</Badge>}
          {episode.has_stand_in && <Badge tone="gold">{t`Sample`}</Badge>}
        </p>
        <p className="mt-0.5 text-13 text-smoke tabular">{meta.filter(Boolean).join(', ')}</p>
        {episode.synopsis && (
          <p
            aria-hidden={isHidden || undefined}
            className={cn(
              'mt-1.5 line-clamp-2 hidden max-w-[68ch] text-15 text-ash sm:block',
              isHidden && 'blur-[5px] select-none',
            )}
          >
            {episode.synopsis}
          </p>
        )}
      </div>
      <IconButton
        className="relative z-1"
        label={isWatched ? t`Mark as not watched` : t`Mark as watched`}
        aria-pressed={isWatched}
        onClick={() => onMark(!isWatched)}
      >
        <CheckCheck className={isWatched ? 'text-jade' : 'text-line'} />
      </IconButton>
    </li>
  )
}

function EpisodeStill({ episode, isHidden }: { episode: EpisodeCardShape; isHidden: boolean }) {
  const { progress } = episode
  const duration_s = progress?.duration_s ?? episode.duration_s
  const done = progress && !progress.is_watched && duration_s ? progress.position_s / duration_s : 0
  return (
    <div className={cn('card-art aspect-video', progress?.is_watched && 'opacity-60')}>
      <ShieldedPicture isHidden={isHidden}>
        <Poster
          image={episode.still}
          kind="still"
          title={`${episode.series_title} ${episode.title}`}
          sizes="176px"
          isLazy
          hasDrawnTitle={false}
        />
      </ShieldedPicture>
      <span className="absolute inset-0 z-3 grid place-items-center bg-ink-950/45 opacity-0 transition-opacity duration-(--ms-menu) group-focus-within/line:opacity-100 group-hover/line:opacity-100">
        <Play aria-hidden className="size-6 fill-current" />
      </span>
      {done > 0 && (
        <span
          className="card-progress"
          style={{ '--done': `${Math.min(1, done) * 100}%` } as CSSProperties}
        />
      )}
    </div>
  )
}
