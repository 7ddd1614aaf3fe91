import { $api } from '@/api/client'

/** Devices that are signed in with this account, the last used one first. */
export const sessionsQuery = () => $api.queryOptions('get', '/api/me/sessions')
