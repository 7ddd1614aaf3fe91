import { useLingui } from '@lingui/react/macro'
import { History } from 'lucide-react'
import { Link } from 'react-router'
import { $api } from '@/api/client'
import { Button } from '@/components/ui/button'
import { paths } from '@/lib/paths'
import { useGenreName } from '@/lib/use-genre-name'

export interface StartPointsProps {
  recent: readonly string[]
  onPick: (text: string) => void
  onForget: () => void
}

/** Before the first letter: what was searched for lately, and the genres of the house. */
export function StartPoints({ recent, onPick, onForget }: StartPointsProps) {
  const { t } = useLingui()
  return (
    <div className="flex flex-col gap-10 gutter">
      {recent.length > 0 && (
        <section aria-labelledby="recent-searches">
          <div className="flex items-center gap-4">
            <h2 id="recent-searches" className="serif text-22">{t`Searched lately`}</h2>
            <Button variant="ghost" size="sm" onClick={onForget}>{t`Forget`}</Button>
          </div>
          <ul className="mt-3 flex flex-wrap gap-2.5">
            {recent.map((text, index) => (
              <li key={text}>
                <button
                  type="button"
                  data-start={index === 0 || undefined}
                  onClick={() => onPick(text)}
                  className="inline-flex h-11 max-w-[80vw] items-center gap-2.5 rounded-full bg-bone/8 px-4 text-15 transition-colors hover:bg-bone/14"
                >
                  <History aria-hidden className="size-4 shrink-0 text-smoke" />
                  <span className="truncate">{text}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Genres isAlternative={recent.length > 0} />
    </div>
  )
}

/** Ways in for those who do not know what they look for. */
export function Genres({ isAlternative = true }: { isAlternative?: boolean }) {
  const { t } = useLingui()
  const genreName = useGenreName()
  const genres = $api.useQuery('get', '/api/genres')
  if (!genres.data || genres.data.length === 0) return null
  return (
    <section aria-labelledby="search-genres">
      <h2 id="search-genres" className="serif text-22">
        {isAlternative ? t`Or by genre` : t`By genre`}
      </h2>
      <ul className="mt-3 grid grid-cols-2 gap-x-8 sm:grid-cols-3 lg:grid-cols-4">
        {genres.data.slice(0, 24).map((genre) => (
          <li key={genre.slug} className="border-t hairline">
            <Link
              to={`${paths.films}?genre=${encodeURIComponent(genre.slug)}`}
              className="flex min-h-14 items-baseline justify-between gap-3 rounded-control py-3.5 hover:text-white"
            >
              <span className="serif truncate text-17">{genreName(genre.name)}</span>
              <span className="text-13 text-smoke tabular">{genre.count}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
