import { useLingui } from '@lingui/react/macro'
import { Check, Info, Plus } from 'lucide-react'
import { use } from 'react'
import { Link } from 'react-router'
import type { components } from '@/api/schema'
import { Backdrop } from '@/components/backdrop'
import { PlayButton, usePlayFacts } from '@/components/play-button'
import { TitleActionsContext } from '@/components/title-actions'
import { Button } from '@/components/ui/button'
import { IconButton } from '@/components/ui/icon-button'
import { paths } from '@/lib/paths'
import { useFormat } from '@/lib/use-format'
import { useGenreName } from '@/lib/use-genre-name'

type HeroData = components['schemas']['Hero']

/** The title that owns the first screen: one quiet line, its name, two lines of what it is about, and Play. */
export function Hero({ hero }: { hero: HeroData }) {
  const { t } = useLingui()
  const format = useFormat()
  const genreName = useGenreName()
  const { onToggleList, onApproach } = use(TitleActionsContext)
  const { card, play, synopsis, tagline, genres, reason_code } = hero
  const facts = usePlayFacts(play)
  const reason = {
    featured: t`Tonight's feature`,
    newest: t`New in the house`,
    unfinished: t`You were here`,
  }[reason_code]
  const length = card.kind === 'movie' && card.duration_s ? format.duration(card.duration_s) : null
  const line = [
    genres[0] && genreName(genres[0].name),
    card.year,
    length,
    card.kind === 'movie' ? facts : null,
  ].filter(Boolean)
  const words = synopsis ?? tagline
  return (
    <section aria-labelledby="hero-title">
      <Backdrop image={card.backdrop} title={card.title}>
        <p className="text-13 tabular">
          <span className="text-ember-hi">{reason}</span>
          <span aria-hidden className="mx-2.5 text-smoke">
            /
          </span>
          <span className="text-ash">{line.join(', ')}</span>
        </p>
        <h1 id="hero-title" className="hero-title mt-4 max-w-[14ch] overflow-wrap-anywhere pb-1 hyphens-auto">
          {card.title}
        </h1>
        {words && <p className="measure mt-5 line-clamp-2 text-17 text-bone/85">{words}</p>}
        <div className="mt-7 flex flex-wrap items-center gap-3">
          {play && <PlayButton play={play} />}
          <Button asChild size="lg">
            <Link
              to={paths.title(card.id)}
              viewTransition
              onPointerEnter={() => onApproach?.(card)}
              onFocus={() => onApproach?.(card)}
            >
              <Info aria-hidden />
              {t`Details`}
            </Link>
          </Button>
          {onToggleList && (
            <IconButton
              label={card.is_in_list ? t`Remove from My List` : t`Add to My List`}
              variant="filled"
              size="lg"
              aria-pressed={card.is_in_list}
              onClick={() => onToggleList(card)}
            >
              {card.is_in_list ? <Check /> : <Plus />}
            </IconButton>
          )}
        </div>
      </Backdrop>
    </section>
  )
}
