import { useLingui } from '@lingui/react/macro'
import { X } from 'lucide-react'
import { type CSSProperties, useMemo, useRef, useState } from 'react'
import { Link } from 'react-router'
import { episodeCode, useEpisodeTitle } from '@/components/play-button'
import { Poster } from '@/components/poster'
import { Badge } from '@/components/ui/badge'
import { IconButton } from '@/components/ui/icon-button'
import { indexesOf, unevenLine } from '@/lib/line'
import { paths } from '@/lib/paths'
import { pageScroll, useNearEnd, useNearRange } from '@/lib/scroll-place'
import { useFormat } from '@/lib/use-format'
import { usePageOffset } from '@/lib/use-page-offset'
import type { HistoryCard, HistoryLine } from './group-by-day'

const DAY_PX = 72
const ENTRY_PX = 96
const OVERSCAN = 6
const LINES_AHEAD = 8

const heightOf = (line: HistoryLine) => (line.kind === 'day' ? DAY_PX : ENTRY_PX)

export interface HistoryListProps {
  lines: readonly HistoryLine[]
  onForget: (entry_id: string, name: string) => void
  onNearEnd: () => void
}

/** Days and sittings, of any number: only those near the view are in the document. */
export function HistoryList({ lines, onForget, onNearEnd }: HistoryListProps) {
  const { t } = useLingui()
  const list = useRef<HTMLDivElement>(null)
  const offset_px = usePageOffset(list)
  const line = useMemo(() => unevenLine(lines.map(heightOf)), [lines])
  const range = useNearRange(pageScroll(), line, OVERSCAN, offset_px)
  useNearEnd(range, lines.length, LINES_AHEAD, onNearEnd)
  return (
    <div ref={list} className="relative" style={{ height: line.total_px }}>
      <ul aria-label={t`History`}>
        {indexesOf(range).map((index) => {
          const one = lines[index]
          if (!one) return null
          const style: CSSProperties = { top: line.startOf(index), height: heightOf(one) }
          return (
            <li key={one.key} className="absolute inset-x-0" style={style}>
              {one.kind === 'day' ? <Day at={one.at} /> : <Entry entry={one.entry} onForget={onForget} />}
            </li>
          )
        })}
      </ul>
    </div>
  )
}

function Day({ at }: { at: Date }) {
  const format = useFormat()
  const [today] = useState(() => new Date())
  const days = Math.round((startOfDay(today) - startOfDay(at)) / 86_400_000)
  const name =
    days < 2
      ? new Intl.RelativeTimeFormat(format.locale, { numeric: 'auto' }).format(-days, 'day')
      : format.date(at)
  return (
    <h2 className="serif flex h-full items-end pb-3 text-22">
      {name.charAt(0).toLocaleUpperCase(format.locale) + name.slice(1)}
    </h2>
  )
}

const startOfDay = (at: Date) => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime()

function Entry({ entry, onForget }: { entry: HistoryCard; onForget: HistoryListProps['onForget'] }) {
  const { t } = useLingui()
  const format = useFormat()
  const episodeTitle = useEpisodeTitle()
  const { title, episode } = entry
  const code = episode && episodeCode(episode)
  const time = new Date(entry.started_at).toLocaleTimeString(format.locale, { timeStyle: 'short' })
  const watched = format.duration(entry.watched_s)
  return (
    <div className="group/line relative flex h-full items-center gap-4 border-t hairline sm:gap-6">
      <div className="card-art aspect-video w-28 shrink-0 sm:w-32">
        <Poster
          image={episode?.still ?? title.backdrop}
          kind="still"
          title={title.title}
          sizes="128px"
          isLazy
          hasDrawnTitle={false}
        />
      </div>
      <div className="min-w-0 flex-1">
        <Link
          to={paths.title(title.id)}
          viewTransition
          className="block truncate rounded-control text-15 font-medium after:absolute after:inset-y-0 after:start-0 after:end-14 hover:text-white"
        >
          {title.title}
        </Link>
        {episode && <p className="truncate text-13 text-ash">{`${code}, ${episodeTitle(episode)}`}</p>}
        <p className="mt-0.5 flex items-center gap-2 truncate text-13 text-smoke tabular">
          {t`${time}, watched ${watched}`}
          {entry.is_finished && <Badge tone="quiet">{t`To the end`}</Badge>}
        </p>
      </div>
      <IconButton
        label={t`Remove from history`}
        onClick={() => onForget(entry.id, episode ? `${title.title} ${code}` : title.title)}
      >
        <X />
      </IconButton>
    </div>
  )
}
