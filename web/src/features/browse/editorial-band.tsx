import { useLingui } from '@lingui/react/macro'
import { useEffect, useId } from 'react'
import { hasMissingPage, MoreFailed } from '@/components/more-pages'
import { Poster } from '@/components/poster'
import { Row, type RowCell } from '@/components/row'
import { TitleCard } from '@/components/title-card'
import type { TitleCardShape } from '@/lib/title-types'
import type { HomeRowProps } from './row-props'
import { useRowNames } from './row-name'
import { useRowTitles } from './use-row-titles'

/** What the band adds to the height of a plain row. */
export const BAND_PADDING_PX = 64

const itemKey = (title: TitleCardShape) => title.id
const renderItem = (title: TitleCardShape, cell: RowCell) => <TitleCard title={title} {...cell} />

/** A row with a voice: the house recommends an evening, over the whole width of the page. */
export function EditorialBand({ row, isLazy, onLength }: HomeRowProps) {
  const { t } = useLingui()
  const headingId = useId()
  const nameOf = useRowNames()
  const { items, pages, onNearEnd } = useRowTitles(row)
  useEffect(() => onLength(row.id, items.length), [onLength, row.id, items.length])
  const words: Record<string, string> = {
    'row.short': t`Films that fit between supper and sleep. The longest first.`,
    'row.evening': t`Begin at nine and be in bed before eleven. Nothing here runs longer.`,
  }
  const face = items.find((title) => title.backdrop) ?? items[0]
  return (
    <section aria-labelledby={headingId} className="relative isolate overflow-hidden bg-ink-900 py-8">
      {face && (
        <div aria-hidden className="absolute inset-0 -z-1 opacity-35 saturate-75">
          <Poster
            image={face.backdrop}
            kind="backdrop"
            title={face.title}
            sizes="100vw"
            isLazy
            hasDrawnTitle={false}
          />
          <div className="absolute inset-0 bg-linear-to-r from-ink-900 via-ink-900/70 to-ink-900/40 rtl:bg-linear-to-l" />
          <div className="absolute inset-0 bg-linear-to-b from-ink-950 via-transparent to-ink-950" />
        </div>
      )}
      <div className="lg:flex lg:items-center">
        <div className="gutter pb-5 lg:w-[30%] lg:shrink-0 lg:pe-0 lg:pb-0">
          <h2 id={headingId} className="serif text-28 text-balance xl:text-40">
            {nameOf(row)}
          </h2>
          <p className="mt-3 max-w-[34ch] text-15 text-pretty text-ash">
            {words[row.title_code] ?? row.reason}
          </p>
        </div>
        <div className="relative min-w-0 flex-1">
          <Row
            id={row.id}
            name={nameOf(row)}
            labelledBy={headingId}
            items={items}
            itemKey={itemKey}
            renderItem={renderItem}
            isLazy={isLazy}
            onNearEnd={onNearEnd}
            tail={hasMissingPage(pages) && <MoreFailed pages={pages} />}
          />
        </div>
      </div>
    </section>
  )
}
