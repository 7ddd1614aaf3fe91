import { useLingui } from '@lingui/react/macro'
import { $api } from '@/api/client'
import { Select } from '@/components/ui/select'
import { useGenreName } from '@/lib/use-genre-name'
import { type GridFilter, type Kind, type Sort, SORTS } from './grid-filter'
import { LetterStrip } from './letter-strip'

export interface GridBarProps {
  kind: Kind
  filter: GridFilter
  onChange: (changes: Partial<GridFilter>) => void
}

const ALL = 'all'

/** Order, genre and letter. */
export function GridBar({ kind, filter, onChange }: GridBarProps) {
  const { t } = useLingui()
  const genreName = useGenreName()
  const genres = $api.useQuery('get', '/api/genres')
  const sorts: Record<Sort, string> = {
    added: t`Recently added`,
    title: t`A to Z`,
    year: t`Newest films`,
    duration: t`Shortest first`,
    rating: t`Highest rated`,
  }
  if (kind === 'series') sorts.year = t`Newest series`
  // Series have no running time of their own.
  const shown = SORTS.filter((sort) => kind === 'movie' || sort !== 'duration')
  return (
    <div className="mt-5 mb-6 flex flex-col gap-4">
      <div className="flex flex-wrap gap-3 gutter">
        <Select
          look="quiet"
          aria-label={t`Order`}
          value={filter.sort}
          onValueChange={(sort) => onChange({ sort, letter: null })}
          options={shown.map((value) => ({ value, label: sorts[value] }))}
        />
        {(genres.data?.length ?? 0) > 0 && (
          <Select
            look="quiet"
            aria-label={t`Genre`}
            value={filter.genre ?? ALL}
            onValueChange={(value) => onChange({ genre: value === ALL ? null : value })}
            options={[
              { value: ALL, label: t`All genres` },
              ...(genres.data ?? []).map((genre) => ({ value: genre.slug, label: genreName(genre.name) })),
            ]}
          />
        )}
      </div>
      <LetterStrip kind={kind} letter={filter.letter} onChange={(letter) => onChange({ letter })} />
    </div>
  )
}
