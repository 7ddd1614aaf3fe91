import { $api } from '@/api/client'

export const episodesQuery = (title_id: string, season_number: number) =>
  $api.queryOptions('get', '/api/titles/{title_id}/seasons/{season_number}/episodes', {
    params: { path: { title_id, season_number } },
  })
