import { $api } from '@/api/client'

export type ListSort = 'added' | 'duration' | 'title'
const SORTS: readonly ListSort[] = ['added', 'duration', 'title']

export const listQuery = (sort: ListSort) =>
  $api.queryOptions('get', '/api/list', { params: { query: { sort } } })

/** The order in an address; the latest first where there is none. */
export const readSort = (params: URLSearchParams): ListSort =>
  SORTS.find((sort) => sort === params.get('sort')) ?? 'added'
