import { useLingui } from '@lingui/react/macro'
import type { RowCell } from '@/components/row'
import { TitleCard } from '@/components/title-card'
import { TitleGrid } from '@/components/title-grid'
import { useGenreName } from '@/lib/use-genre-name'
import type { SimilarCard, TitleDetail } from './types'

const CAPTION_PX = 30
const itemKey = ({ card }: SimilarCard) => card.id
const renderItem = (similar: SimilarCard, cell: RowCell) => <OneSimilar similar={similar} cell={cell} />

/** Titles like this one, each with the reason it is here. */
export function SimilarSection({ title }: { title: TitleDetail }) {
  const { t } = useLingui()
  return (
    <TitleGrid
      aria-label={t`More like this`}
      items={title.similar}
      itemKey={itemKey}
      renderItem={renderItem}
      caption_px={CAPTION_PX}
    />
  )
}

function OneSimilar({ similar, cell }: { similar: SimilarCard; cell: RowCell }) {
  const { t } = useLingui()
  const genreName = useGenreName()
  const { card, reason, reason_code } = similar
  const why = reason_code === 'person' ? t`With ${reason}` : t`Also ${genreName(reason)}`
  return (
    <>
      <TitleCard title={card} {...cell} reason={why} />
      <p className="truncate pt-2 text-13 text-smoke" style={{ width: cell.width_px }}>
        {why}
      </p>
    </>
  )
}
