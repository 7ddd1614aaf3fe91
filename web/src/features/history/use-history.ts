import { $api } from '@/api/client'

/** What this profile watched, page after page. */
export function useHistory() {
  return $api.useInfiniteQuery(
    'get',
    '/api/history',
    { params: { query: { limit: 60 } } },
    {
      pageParamName: 'cursor',
      initialPageParam: null,
      getNextPageParam: (page: { next_cursor?: string | null }) => page.next_cursor ?? undefined,
    },
  )
}
