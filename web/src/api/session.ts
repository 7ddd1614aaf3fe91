import type { QueryClient } from '@tanstack/react-query'
import { chooseLanguage, LANGUAGES, type Language } from '@/lib/i18n'
import { $api } from './client'
import type { components } from './schema'

export type Me = components['schemas']['Me']
export type Profile = components['schemas']['Profile']

/** Who is signed in, who is watching, and which libraries they see. The server's page brings the first answer along. */
export const meQuery = () => $api.queryOptions('get', '/api/me', undefined, { staleTime: 5 * 60_000 })

/** Someone signed in, or someone else watches now: nothing that the one before saw stays in memory. */
export async function enterAs(me: Me, client: QueryClient): Promise<void> {
  const { queryKey } = meQuery()
  client.setQueryData(queryKey, me)
  client.removeQueries({ predicate: (query) => query.queryKey[1] !== queryKey[1] })
  const { profile } = me
  if (profile?.is_child) document.documentElement.dataset['shell'] = 'kids'
  else delete document.documentElement.dataset['shell']
  const language = profile?.ui_language?.toLowerCase().split('-')[0]
  if (language && language in LANGUAGES) await chooseLanguage(language as Language)
}
