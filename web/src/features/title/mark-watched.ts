import type { QueryClient } from '@tanstack/react-query'
import { api } from '@/api/client'

/** Marks a film, episode, season or series, and asks again for all that shows it. Rejects when the server refuses. */
export async function markWatched(client: QueryClient, item_id: string, is_watched: boolean): Promise<void> {
  await api.PUT('/api/items/{item_id}/watched', { params: { path: { item_id } }, body: { is_watched } })
  await refreshProgress(client)
}

/** Where the profile stands changed: rows, the title's page and its episodes show it. */
export async function refreshProgress(client: QueryClient): Promise<void> {
  const paths = ['/api/home', '/api/titles/{title_id}', EPISODES, '/api/titles', '/api/list']
  await Promise.all(paths.map((path) => client.invalidateQueries({ queryKey: ['get', path] })))
}

export const EPISODES = '/api/titles/{title_id}/seasons/{season_number}/episodes'
