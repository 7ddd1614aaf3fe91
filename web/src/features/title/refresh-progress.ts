import type { QueryClient } from '@tanstack/react-query'

/** Where the profile stands changed: rows, the title's page and its episodes show it. */
export async function refreshProgress(client: QueryClient): Promise<void> {
  const paths = [
    '/api/home',
    '/api/rows/{row_id}',
    '/api/titles/{title_id}',
    EPISODES,
    '/api/titles',
    '/api/list',
  ]
  await Promise.all(paths.map((path) => client.invalidateQueries({ queryKey: ['get', path] })))
}

export const EPISODES = '/api/titles/{title_id}/seasons/{season_number}/episodes'
