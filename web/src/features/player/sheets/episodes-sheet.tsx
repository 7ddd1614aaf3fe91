import { useLingui } from '@lingui/react/macro'
import { type CSSProperties, useState } from 'react'
import { $api } from '@/api/client'
import { ErrorState } from '@/components/error-state'
import { useEpisodeTitle } from '@/components/play-button'
import { Poster } from '@/components/poster'
import { useSeasonName } from '@/components/season-name'
import { ShieldedPicture } from '@/components/shielded-picture'
import { useSpoilerShield } from '@/components/spoiler-shield'
import { Select } from '@/components/ui/select'
import { Skeleton } from '@/components/ui/skeleton'
import { cn } from '@/lib/cn'
import { useFormat } from '@/lib/use-format'
import type { EpisodeCard } from '../engine/playback-api'
import { usePlayback, usePlayer } from '../player-context'

/** The series in the player: a season, its episodes, and where this one stands. */
export function EpisodesSheet() {
  const { t } = useLingui()
  const { ui, commands } = usePlayer()
  const seasonName = useSeasonName()
  const playing = usePlayback((state) => state.plan?.episode ?? null)
  const [chosen, setChosen] = useState<number | null>(null)
  const season_number = chosen ?? playing?.season_number ?? 1
  const title_id = playing?.series_id ?? ''
  const series = $api.useQuery('get', '/api/titles/{title_id}', { params: { path: { title_id } } })
  const episodes = $api.useQuery('get', '/api/titles/{title_id}/seasons/{season_number}/episodes', {
    params: { path: { title_id, season_number } },
  })
  const seasons = series.data?.seasons ?? []
  const open = (episode: EpisodeCard) => {
    ui.set({ sheet: null })
    if (episode.id !== playing?.id) commands.open(episode.id)
  }
  return (
    <>
      {seasons.length > 1 && (
        <Select
          aria-label={t`Season`}
          look="quiet"
          className="mb-3 -ms-1"
          value={String(season_number)}
          onValueChange={(value) => setChosen(Number(value))}
          options={seasons.map((season) => ({
            value: String(season.season_number),
            label: seasonName(season),
          }))}
        />
      )}
      {episodes.isPending && <EpisodeSkeletons />}
      {episodes.isError && <ErrorState error={episodes.error} onRetry={() => void episodes.refetch()} />}
      <ul className="-mx-3 flex flex-col gap-1">
        {episodes.data?.map((episode) => (
          <li key={episode.id}>
            <EpisodeRow
              episode={episode}
              isPlaying={episode.id === playing?.id}
              onOpen={() => open(episode)}
            />
          </li>
        ))}
      </ul>
    </>
  )
}

interface EpisodeRowProps {
  episode: EpisodeCard
  isPlaying: boolean
  onOpen: () => void
}

function EpisodeRow({ episode, isPlaying, onOpen }: EpisodeRowProps) {
  const { t } = useLingui()
  const format = useFormat()
  const name = useEpisodeTitle()(episode)
  const isHidden = useSpoilerShield()
  const { progress } = episode
  const share = progress?.is_watched
    ? 1
    : progress?.duration_s
      ? progress.position_s / progress.duration_s
      : 0
  return (
    <button
      type="button"
      disabled={!episode.is_playable}
      aria-current={isPlaying}
      ref={(element) => {
        // The list comes after the sheet: the running episode is where the viewer stands.
        if (isPlaying) element?.focus()
      }}
      onClick={onOpen}
      className="flex w-full items-center gap-4 rounded-card p-3 text-start hover:bg-bone/8 focus-visible:-outline-offset-2 disabled:opacity-45"
    >
      <span className="relative h-[63px] w-28 shrink-0 overflow-hidden rounded-control">
        <ShieldedPicture isHidden={isHidden(episode)}>
          <Poster image={episode.still} kind="still" title={name} sizes={112} hasDrawnTitle={false} />
        </ShieldedPicture>
        {share > 0 && (
          <span className="card-progress" style={{ '--done': `${share * 100}%` } as CSSProperties} />
        )}
      </span>
      <span className="min-w-0 flex-1">
        <span className={cn('line-clamp-2 text-15', isPlaying ? 'text-ember-hi' : 'text-bone')}>
          <span className="serif me-2 tabular">{episode.episode_number}</span>
          {name}
        </span>
        <span className="block text-13 text-smoke">
          {isPlaying
            ? t`Plays now`
            : episode.is_playable
              ? episode.duration_s !== null && format.duration(episode.duration_s)
              : t`Not here yet`}
        </span>
      </span>
    </button>
  )
}

function EpisodeSkeletons() {
  return (
    <div aria-hidden className="flex flex-col gap-4">
      {[0, 1, 2, 3].map((key) => (
        <div key={key} className="flex items-center gap-4">
          <Skeleton className="h-[63px] w-28 rounded-control" />
          <Skeleton className="h-4 flex-1" />
        </div>
      ))}
    </div>
  )
}
