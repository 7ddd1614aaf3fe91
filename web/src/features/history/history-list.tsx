import { useLingui } from '@lingui/react/macro'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { X } from 'lucide-react'
import { type CSSProperties, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { Link } from 'react-router'
import { episodeCode, useEpisodeTitle } from '@/components/play-button'
import { Poster } from '@/components/poster'
import { Badge } from '@/components/ui/badge'
import { IconButton } from '@/components/ui/icon-button'
import { paths } from '@/lib/paths'
import { useFormat } from '@/lib/use-format'
import { usePageWidth } from '@/lib/use-page-width'
import type { HistoryCard, HistoryLine } from './group-by-day'

const DAY_PX = 72
const ENTRY_PX = 96

export interface HistoryListProps {
  lines: readonly HistoryLine[]
  onForget: (entry_id: string, name: string) => void
  onNearEnd: () => void
}

/** Days and sittings, of any number: only those near the view are in the document. */
export function HistoryList({ lines, onForget, onNearEnd }: HistoryListProps) {
  'use no memo' // The virtualizer mutates itself; memoised reads of it would freeze the list.
  const { t } = useLingui()
  const list = useRef<HTMLDivElement>(null)
  const page_px = usePageWidth()
  const [offset_px, setOffset] = useState(0)
  useLayoutEffect(() => {
    setOffset(list.current ? list.current.getBoundingClientRect().top + scrollY : 0)
  }, [page_px])
  const virtualizer = useWindowVirtualizer({
    count: lines.length,
    estimateSize: (index) => (lines[index]?.kind === 'day' ? DAY_PX : ENTRY_PX),
    getItemKey: (index) => lines[index]?.key ?? index,
    overscan: 6,
    scrollMargin: offset_px,
    useFlushSync: false,
  })
  const items = virtualizer.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (last >= lines.length - 8) onNearEnd()
  }, [last, lines.length, onNearEnd])
  return (
    <div ref={list} className="relative" style={{ height: virtualizer.getTotalSize() }}>
      <ul aria-label={t`History`}>
        {items.map((item) => {
          const line = lines[item.index]
          if (!line) return null
          const style: CSSProperties = { top: item.start - offset_px, height: item.size }
          return (
            <li key={line.key} className="absolute inset-x-0" style={style}>
              {line.kind === 'day' ? <Day at={line.at} /> : <Entry entry={line.entry} onForget={onForget} />}
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
  const code = episode && episodeCode(episode.season_number, episode.episode_number)
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
