import { useState } from 'react'
import { $api } from '@/api/client'
import { fetchMore } from '@/components/more-pages'
import type { HomeRow } from './queries'

const PAGE = 24

/** The cards of a row: the first come with the page, the others when the row's end is approached. */
export function useRowTitles(row: HomeRow) {
  const first = row.next_cursor ?? null
  const [isWanted, setWanted] = useState(false)
  const pages = $api.useInfiniteQuery(
    'get',
    '/api/rows/{row_id}',
    { params: { path: { row_id: row.id }, query: { limit: PAGE, cursor: first } } },
    {
      pageParamName: 'cursor',
      initialPageParam: first,
      getNextPageParam: (page: { next_cursor?: string | null }) => page.next_cursor ?? null,
      enabled: isWanted && first !== null,
      staleTime: 5 * 60_000,
    },
  )
  const more = pages.data?.pages.flatMap((page) => page.items) ?? []
  // A title that came while the row was read may be on two pages; a key must not be there twice.
  const known = new Set(row.items.map((title) => title.id))
  const items =
    more.length === 0 ? row.items : [...row.items, ...more.filter((title) => !known.has(title.id))]
  const onNearEnd = () => {
    if (first === null) return
    setWanted(true)
    fetchMore(pages)
  }
  return { items, pages, onNearEnd }
}
