import { $api } from '@/api/client'
import type { GridFilter, Kind } from './grid-filter'

const PAGE = 60

/** The titles of the wall, page after page. */
export function useTitles(kind: Kind, { sort, genre, letter }: GridFilter) {
  const query = {
    kind,
    sort,
    limit: PAGE,
    ...(genre ? { genre } : {}),
    ...(letter ? { letter } : {}),
  }
  return $api.useInfiniteQuery(
    'get',
    '/api/titles',
    { params: { query } },
    {
      pageParamName: 'cursor',
      initialPageParam: null,
      getNextPageParam: (page: { next_cursor?: string | null }) => page.next_cursor ?? undefined,
    },
  )
}
