import { Trans, useLingui } from '@lingui/react/macro'
import { type KeyboardEvent, useRef } from 'react'
import { EmptyState } from '@/components/empty-state'
import { LANDSCAPE_CAPTION_PX } from '@/components/landscape-card'
import { PERSON_CAPTION_PX, PersonCard } from '@/components/person-card'
import { Row, type RowCell } from '@/components/row'
import { TitleCard } from '@/components/title-card'
import { TitleGrid } from '@/components/title-grid'
import { cn } from '@/lib/cn'
import type { EpisodeCardShape, TitleCardShape } from '@/lib/title-types'
import { EpisodeResult } from './episode-result'
import type { FoundPerson, SearchAnswer } from './queries'
import { Genres } from './start-points'

const keyOf = ({ id }: { id: string }) => id
const renderTitle = (title: TitleCardShape, cell: RowCell) => <TitleCard title={title} {...cell} />
const renderEpisode = (episode: EpisodeCardShape, cell: RowCell) => (
  <EpisodeResult episode={episode} {...cell} />
)
const renderPerson = (person: FoundPerson, cell: RowCell) => (
  <PersonCard person={person} note={person.job_summary} {...cell} />
)

export interface ResultsProps {
  answer: SearchAnswer
  /** Of the text before; the new answer is on its way. */
  isOld: boolean
  onLeaveUp: () => void
  /** One of them was opened: the text was worth remembering. */
  onOpen: () => void
}

/** Titles as a wall, then episodes and people; the arrows go through all of them. */
export function Results({ answer, isOld, onLeaveUp, onOpen }: ResultsProps) {
  const { t } = useLingui()
  const groups = useRef<HTMLDivElement>(null)
  const { titles, episodes, people, corrected } = answer
  const count = titles.length + episodes.length + people.length
  const announce = isOld ? '' : count === 0 ? t`Nothing found` : t`${count} found`
  const leaveTo = (index: number) => focusGroup(groups.current, index)
  const onKeyDown = (event: KeyboardEvent) => {
    // Rows leave Up and Down to whoever stands around them.
    if (event.defaultPrevented || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return
    const all = [...(groups.current?.children ?? [])]
    const here = all.findIndex((group) => group.contains(event.target as Node))
    if (here < 0) return
    const target = here + (event.key === 'ArrowDown' ? 1 : -1)
    if (target < 0) onLeaveUp()
    else leaveTo(target)
    event.preventDefault()
  }
  return (
    <>
      <p role="status" className="sr-only">
        {announce}
      </p>
      {corrected && (
        <p className="mb-6 gutter text-15 text-ash">
          <Trans>
            Nothing is called that. Here is what was found for <em className="text-bone">{corrected}</em>.
          </Trans>
        </p>
      )}
      {count === 0 ? (
        <div className={cn('gutter', isOld && 'opacity-60')}>
          <EmptyState title={t`Nothing found for “${answer.query}”`}>
            {t`Try fewer letters, another spelling, or the name of someone in it.`}
          </EmptyState>
          <Genres />
        </div>
      ) : (
        // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- arrows and opened cards inside arrive here
        <div
          ref={groups}
          onKeyDown={onKeyDown}
          onClickCapture={(event) => (event.target as HTMLElement).closest('a') && onOpen()}
          className={cn('flex flex-col gap-8 transition-opacity', isOld && 'opacity-70')}
        >
          {titles.length > 0 && (
            <section>
              <h2 className="serif mb-4 gutter text-22">{t`Films and series`}</h2>
              <TitleGrid
                aria-label={t`Films and series`}
                items={titles}
                itemKey={keyOf}
                renderItem={renderTitle}
                onLeaveUp={onLeaveUp}
                {...(episodes.length + people.length > 0 ? { onLeaveDown: () => leaveTo(1) } : {})}
              />
            </section>
          )}
          {episodes.length > 0 && (
            <Row
              id="episodes"
              name={t`Episodes`}
              items={episodes}
              itemKey={keyOf}
              renderItem={renderEpisode}
              shape="landscape"
              caption_px={LANDSCAPE_CAPTION_PX}
            />
          )}
          {people.length > 0 && (
            <Row
              id="people"
              name={t`People`}
              items={people}
              itemKey={keyOf}
              renderItem={renderPerson}
              shape="portrait"
              caption_px={PERSON_CAPTION_PX}
            />
          )}
        </div>
      )}
    </>
  )
}

function focusGroup(groups: HTMLElement | null, index: number): void {
  const stop = groups?.children[index]?.querySelector<HTMLElement>('a[tabindex="0"]')
  stop?.focus()
  stop?.scrollIntoView({ block: 'center' })
}
