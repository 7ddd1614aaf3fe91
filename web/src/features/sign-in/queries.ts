import { $api } from '@/api/client'

/** What anyone at the door may know of the house. */
export const houseQuery = () => $api.queryOptions('get', '/api/house')

export const invitationQuery = (token: string) =>
  $api.queryOptions('get', '/api/invitations/{token}', { params: { path: { token } } })

export const resetLinkQuery = (token: string) =>
  $api.queryOptions('get', '/api/reset/{token}', { params: { path: { token } } })
