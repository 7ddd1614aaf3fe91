import { useLingui } from '@lingui/react/macro'
import { Check, CheckCheck, Info, Play, Plus, X } from 'lucide-react'
import { createContext, use } from 'react'
import { Link } from 'react-router'
import type { TitleCardData } from '@/api/types'
import { paths } from '@/lib/paths'
import { useFormat } from '@/lib/use-format'
import { IconButton } from './ui/icon-button'

export interface TitleActionHandlers {
  /** Puts the title on My List or takes it off. Without it the + button is not shown. */
  onToggleList?: (title: TitleCardData) => void
  /** Marks a film or series watched, or not; `item_id` marks one episode of it instead. */
  onMarkWatched?: (title: TitleCardData, is_watched: boolean, item_id?: string) => void
  /** Takes the title out of Continue watching. */
  onHideContinue?: (title: TitleCardData) => void
  /** A pointer or focus rests on the card: fetch what its page needs. */
  onApproach?: (title: TitleCardData) => void
}

/** What cards can do; the feature that owns My List provides it once around all pages. */
export const TitleActionsContext = createContext<TitleActionHandlers>({})

/** Where the play button of a title leads: a film plays, a series goes on at its next episode through its own address. */
export function playPath(title: TitleCardData): string {
  return paths.play(title.id)
}

/** "1 hr 52 min, ends 22:47" or what is left of it. */
export function useTitleFacts(title: TitleCardData): string {
  const { t } = useLingui()
  const format = useFormat()
  if (title.kind === 'series') {
    const count = title.unwatched_count
    return count ? t`${format.count(count)} to watch` : t`All watched`
  }
  if (title.duration_s === null) return title.year === null ? '' : String(title.year)
  const { progress } = title
  const isStarted = progress != null && progress.position_s > 0 && !progress.is_watched
  const left_s = isStarted
    ? (progress.duration_s ?? title.duration_s) - progress.position_s
    : title.duration_s
  const length = format.duration(left_s)
  const end = format.endTime(left_s)
  return isStarted ? t`${length} left, ends ${end}` : t`${length}, ends ${end}`
}

export interface TitleActionButtonsProps {
  title: TitleCardData
  size?: 'sm' | 'md'
  /** On a Continue card: what it plays. Brings "mark watched" and "remove" instead of the list's +. */
  continues?: string
}

/** Play, My List and Details: the same three wherever a card opens. */
export function TitleActionButtons({ title, size = 'sm', continues }: TitleActionButtonsProps) {
  const { t } = useLingui()
  const { onToggleList, onMarkWatched, onHideContinue } = use(TitleActionsContext)
  const isWatched = title.kind === 'movie' ? title.progress?.is_watched === true : title.unwatched_count === 0
  return (
    <div className="flex items-center gap-2">
      <IconButton asChild label={t`Play ${title.title}`} variant="primary" size={size} hasTooltip={false}>
        <Link to={continues ? paths.play(continues) : playPath(title)}>
          <Play className="translate-x-px fill-current" />
        </Link>
      </IconButton>
      {onToggleList && !continues && (
        <IconButton
          label={title.is_in_list ? t`Remove from My List` : t`Add to My List`}
          variant="outline"
          size={size}
          aria-pressed={title.is_in_list}
          onClick={() => onToggleList(title)}
        >
          {title.is_in_list ? <Check /> : <Plus />}
        </IconButton>
      )}
      {onMarkWatched && (continues || size === 'md') && (
        <IconButton
          label={isWatched && !continues ? t`Mark as not watched` : t`Mark as watched`}
          variant="outline"
          size={size}
          onClick={() => onMarkWatched(title, continues ? true : !isWatched, continues)}
        >
          <CheckCheck className={isWatched && !continues ? 'text-jade' : ''} />
        </IconButton>
      )}
      {onHideContinue && continues && (
        <IconButton
          label={t`Remove from Continue watching`}
          variant="outline"
          size={size}
          onClick={() => onHideContinue(title)}
        >
          <X />
        </IconButton>
      )}
      <IconButton asChild label={t`Details`} variant="outline" size={size}>
        <Link to={paths.title(title.id)} viewTransition>
          <Info />
        </Link>
      </IconButton>
    </div>
  )
}
