import { useLingui } from '@lingui/react/macro'
import { Check, Info, Play, Plus } from 'lucide-react'
import { createContext, use } from 'react'
import { Link } from 'react-router'
import type { TitleCardData } from '@/api/types'
import { paths } from '@/lib/paths'
import { useFormat } from '@/lib/use-format'
import { IconButton } from './ui/icon-button'

export interface TitleActionHandlers {
  /** Puts the title on My List or takes it off. Without it the + button is not shown. */
  onToggleList?: (title: TitleCardData) => void
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
  const isStarted = progress !== null && progress.position_s > 0 && !progress.is_watched
  const left_s = isStarted ? progress.duration_s - progress.position_s : title.duration_s
  const length = format.duration(left_s)
  const end = format.endTime(left_s)
  return isStarted ? t`${length} left, ends ${end}` : t`${length}, ends ${end}`
}

/** Play, My List and Details: the same three wherever a card opens. */
export function TitleActionButtons({ title, size = 'sm' }: { title: TitleCardData; size?: 'sm' | 'md' }) {
  const { t } = useLingui()
  const { onToggleList } = use(TitleActionsContext)
  return (
    <div className="flex items-center gap-2">
      <IconButton asChild label={t`Play ${title.title}`} variant="primary" size={size} hasTooltip={false}>
        <Link to={playPath(title)}>
          <Play className="translate-x-px fill-current" />
        </Link>
      </IconButton>
      {onToggleList && (
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
      <IconButton asChild label={t`Details`} variant="outline" size={size}>
        <Link to={paths.title(title.id)} viewTransition>
          <Info />
        </Link>
      </IconButton>
    </div>
  )
}
