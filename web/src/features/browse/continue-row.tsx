import { useLingui } from '@lingui/react/macro'
import type { TitleCardData } from '@/api/types'
import { LANDSCAPE_CAPTION_PX, LandscapeCard } from '@/components/landscape-card'
import { episodeCode } from '@/components/play-button'
import { Row, type RowCell } from '@/components/row'
import { useSpoilerShield } from '@/components/spoiler-shield'
import { useFormat } from '@/lib/use-format'
import type { HomeRowProps } from './row-props'
import type { ContinueCard } from './queries'
import { useRowNames } from './row-name'

const itemKey = (card: ContinueCard) => card.title.id
const renderItem = (card: ContinueCard, cell: RowCell) => <OneContinue card={card} cell={cell} />

/** What was begun and what comes next, in one row: it plays at once. */
export function ContinueRow({ row, isLazy }: HomeRowProps) {
  const nameOf = useRowNames()
  return (
    <Row
      id={row.id}
      name={nameOf(row)}
      items={row.continue_items}
      itemKey={itemKey}
      renderItem={renderItem}
      shape="landscape"
      caption_px={LANDSCAPE_CAPTION_PX}
      isLazy={isLazy}
    />
  )
}

function OneContinue({ card, cell }: { card: ContinueCard; cell: RowCell }) {
  const { t } = useLingui()
  const format = useFormat()
  const { episode, title, remaining_s, is_next } = card
  const isHidden = useSpoilerShield()
  const code = episode && episodeCode(episode)
  const length = remaining_s === null ? null : format.duration(remaining_s)
  const time = is_next ? (length ? t`Next, ${length}` : t`Next`) : length && t`${length} left`
  const caption = [code, time].filter(Boolean).join(', ') || title.title
  return (
    <LandscapeCard
      title={asBegun(card, isHidden(episode))}
      {...cell}
      continues={card.item_id}
      caption={caption}
      reason={caption}
    />
  )
}

/**
 * The title with the picture and place of what goes on: of a series these are its episode's. `isHidden`: the episode's
 * picture would tell too much.
 */
export function asBegun(card: ContinueCard, isHidden: boolean): TitleCardData {
  const { title, episode, position_s, duration_s, is_next } = card
  const progress = is_next ? null : { position_s, duration_s, is_watched: false }
  return {
    ...title,
    backdrop: (isHidden ? null : episode?.still) ?? title.backdrop,
    duration_s: duration_s ?? title.duration_s,
    progress,
  }
}
