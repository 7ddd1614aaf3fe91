import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Check, CheckCheck, Plus, RotateCcw, Star } from 'lucide-react'
import { meQuery } from '@/api/session'
import { Backdrop } from '@/components/backdrop'
import { PlayButton, usePlayFacts } from '@/components/play-button'
import { Badge } from '@/components/ui/badge'
import { IconButton } from '@/components/ui/icon-button'
import { cn } from '@/lib/cn'
import { useFormat } from '@/lib/use-format'
import { useGenreName } from '@/lib/use-genre-name'
import { QualityBadges } from './quality-badges'
import type { TitleDetail } from './types'
import { useHeadActions } from './use-head-actions'

/** The picture, the name in serif, one line of facts, and what can be done with it. */
export function TitleHead({ title }: { title: TitleDetail }) {
  return (
    <Backdrop image={title.backdrop} title={title.title} height="70vh" isArrival>
      <h1 className="title-name">{title.title}</h1>
      <MetaLine title={title} />
      {(title.synopsis ?? title.tagline) && (
        <p className="measure mt-4 line-clamp-3 text-17 text-bone/85">{title.synopsis ?? title.tagline}</p>
      )}
      <Actions title={title} />
      {title.is_away && (
        <p className="mt-4 text-13 text-gold">
          <Trans>The disk that holds this is not connected just now.</Trans>
        </p>
      )}
    </Backdrop>
  )
}

function MetaLine({ title }: { title: TitleDetail }) {
  const { t } = useLingui()
  const format = useFormat()
  const genreName = useGenreName()
  const seasonCount = title.seasons.length
  const episodeCount = title.episode_count ?? 0
  const size =
    title.kind === 'series'
      ? seasonCount > 1
        ? t`${plural(seasonCount, { one: '# season', other: '# seasons' })}`
        : t`${plural(episodeCount, { one: '# episode', other: '# episodes' })}`
      : title.duration_s && format.duration(title.duration_s)
  const facts = usePlayFacts(title.kind === 'movie' ? title.play : null)
  const genre = title.genres[0] && genreName(title.genres[0].name)
  const words = [title.year, title.certification, size, genre, facts].filter(Boolean)
  return (
    <div className="mt-4 flex flex-wrap items-center gap-x-3 gap-y-2 text-15 text-ash tabular">
      <span>{words.join(' · ')}</span>
      {title.rating !== null && (
        <span className="inline-flex items-center gap-1 text-gold">
          <Star aria-hidden className="size-3.5 fill-current" />
          <span className="sr-only">{t`Rating`}</span>
          {title.rating.toLocaleString(format.locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 })}
        </span>
      )}
      <QualityBadges title={title} />
      {title.has_stand_in && <Badge tone="gold">{t`Sample`}</Badge>}
    </div>
  )
}

function Actions({ title }: { title: TitleDetail }) {
  const { t } = useLingui()
  const me = useQuery(meQuery())
  const { toggleList, toggleWatched, toggleFeatured, startOver, isWatched } = useHeadActions(title)
  const { play } = title
  return (
    <div className="mt-7 flex flex-wrap items-center gap-3">
      {/* On a phone a row of its own: what stands beside it would wrap one by one. */}
      {play && <PlayButton play={play} className="basis-full sm:basis-auto" />}
      {play?.label === 'resume' && (
        <IconButton label={t`Start over`} variant="filled" size="lg" onClick={startOver}>
          <RotateCcw />
        </IconButton>
      )}
      <IconButton
        label={title.is_in_list ? t`Remove from My List` : t`Add to My List`}
        variant="filled"
        size="lg"
        aria-pressed={title.is_in_list}
        onClick={toggleList}
      >
        {title.is_in_list ? <Check /> : <Plus />}
      </IconButton>
      <IconButton
        label={isWatched ? t`Mark as not watched` : t`Mark as watched`}
        variant="filled"
        size="lg"
        aria-pressed={isWatched}
        onClick={toggleWatched}
      >
        <CheckCheck className={cn(isWatched && 'text-jade')} />
      </IconButton>
      {me.data?.account.role === 'admin' && (
        <IconButton
          label={title.is_featured ? t`No longer the house's feature` : t`Make it the house's feature`}
          variant="filled"
          size="lg"
          aria-pressed={title.is_featured}
          onClick={toggleFeatured}
        >
          <Star className={cn(title.is_featured && 'fill-gold text-gold')} />
        </IconButton>
      )}
    </div>
  )
}
