import { $api } from '@/api/client'

export const personQuery = (person_id: string) =>
  $api.queryOptions('get', '/api/people/{person_id}', { params: { path: { person_id } } })
