import { queryOptions } from '@tanstack/react-query'
import { $api, api } from '@/api/client'
import type { Me } from '@/api/session'

/** Where the wizard begins: at the start, at the library when that alone is missing, or not at all. */
export type Beginning = { at: 'start' } | { at: 'library'; me: Me } | { at: 'closed' }

async function findBeginning(token: string): Promise<Beginning> {
  if (token) {
    const { data } = await api.GET('/api/setup/{token}', { params: { path: { token } } })
    if (data?.valid) return { at: 'start' }
  }
  // Asked without the typed client: "not signed in" is an answer here and must not lead to the sign-in page.
  const answer = await fetch('/api/me', { headers: { accept: 'application/json' } })
  const me = answer.ok ? ((await answer.json()) as Me) : null
  const isUnfinished = me?.account.role === 'admin' && me.libraries.length === 0
  return me && isUnfinished ? { at: 'library', me } : { at: 'closed' }
}

export const beginningQuery = (token: string) =>
  queryOptions({
    queryKey: ['first-run', token],
    queryFn: () => findBeginning(token),
    // Once begun, nothing that happens in the wizard may send it back.
    staleTime: Infinity,
    refetchOnReconnect: false,
  })

/** What has been found so far, newest first. */
export const foundTitlesQuery = () =>
  $api.queryOptions('get', '/api/titles', { params: { query: { sort: 'added', limit: 18 } } })
