import { $api } from '@/api/client'

/** A title's page. Cards fetch it while they are approached. */
export const titleQuery = (title_id: string) =>
  $api.queryOptions('get', '/api/titles/{title_id}', { params: { path: { title_id } } })
