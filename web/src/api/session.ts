import type { QueryClient } from '@tanstack/react-query'
import { activateLanguage, i18n, preferredLanguage } from '@/lib/i18n'
import { $api } from './client'
import type { components } from './schema'

export type Me = components['schemas']['Me']
export type Profile = components['schemas']['Profile']

/** What anyone at the door may know of the house. */
export const houseQuery = () => $api.queryOptions('get', '/api/house')

/** Who is signed in, who is watching, and which libraries they see. The server's page brings the first answer along. */
export const meQuery = () => $api.queryOptions('get', '/api/me', undefined, { staleTime: 5 * 60_000 })

// Whom this page was entered as. The session belongs to the browser: another tab may choose someone else.
let entered_id: string | null = null

/** Whether the session was handed to another profile, and not by this page. */
export function isSomeoneElse(me: Me | null | undefined): boolean {
  const id = me?.profile?.id ?? null
  entered_id ??= id
  return id !== null && id !== entered_id
}

/** Someone signed in, or someone else watches now: nothing that the one before saw stays in memory. */
export async function enterAs(me: Me, client: QueryClient): Promise<void> {
  const { queryKey } = meQuery()
  entered_id = me.profile?.id ?? null
  client.setQueryData(queryKey, me)
  client.removeQueries({ predicate: (query) => query.queryKey[1] !== queryKey[1] })
  const { profile } = me
  if (profile?.is_child) document.documentElement.dataset['shell'] = 'kids'
  else delete document.documentElement.dataset['shell']
  // Not kept on the device: the next one who watches here may speak another.
  const language = preferredLanguage(profile?.ui_language ?? me.house.language)
  if (language !== i18n.locale) await activateLanguage(language)
}

/** Asks again who watches here: another tab may have changed that, and the session may be over, which leads to the door. */
export async function askWhoWatches(client: QueryClient): Promise<Me | null> {
  return client.fetchQuery({ ...meQuery(), staleTime: 0 }).catch(() => null)
}

/** The session is over: nothing of what it saw stays in memory, so that Back shows the door. */
export function forgetSession(client: QueryClient): void {
  entered_id = null
  client.clear()
  delete document.documentElement.dataset['shell']
}
