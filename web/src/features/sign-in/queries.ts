import { $api } from '@/api/client'

export const invitationQuery = (token: string) =>
  $api.queryOptions('get', '/api/invitations/{token}', { params: { path: { token } } })

export const resetLinkQuery = (token: string) =>
  $api.queryOptions('get', '/api/reset/{token}', { params: { path: { token } } })
