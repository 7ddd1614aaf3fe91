import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Poster } from '@/components/poster'
import { foundTitlesQuery } from './queries'

/** What the scan has found so far, newest first, as a wall that fills. */
export function FoundTitles() {
  const { t } = useLingui()
  const { data } = useQuery({ ...foundTitlesQuery(), refetchInterval: 5000 })
  if (!data?.items.length) return null
  return (
    <ul
      aria-label={t`Found so far`}
      className="grid grid-cols-[repeat(auto-fill,minmax(92px,1fr))] gap-3 lg:max-h-[70vh] lg:overflow-hidden"
    >
      {data.items.map((title) => (
        <li
          key={title.id}
          className="card-art animate-[appear_500ms_linear] relative aspect-2/3 overflow-hidden rounded-card"
        >
          <Poster
            image={title.poster}
            kind="poster"
            title={title.title}
            note={title.year}
            sizes={110}
            alt={title.title}
          />
        </li>
      ))}
    </ul>
  )
}
