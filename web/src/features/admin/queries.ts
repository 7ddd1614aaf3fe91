import { $api } from '@/api/client'
import type { components } from '@/api/schema'

export type Overview = components['schemas']['Overview']
export type Job = components['schemas']['JobCard']
export type Member = components['schemas']['Member']
export type Problem = components['schemas']['Problem']
export type AdminTitle = components['schemas']['AdminTitle']
export type RunningPlayback = components['schemas']['RunningPlayback']

export const overviewQuery = () => $api.queryOptions('get', '/api/admin/overview')
export const playbacksQuery = () => $api.queryOptions('get', '/api/admin/playbacks')
export const membersQuery = () => $api.queryOptions('get', '/api/admin/members')
export const invitationsQuery = () => $api.queryOptions('get', '/api/admin/invitations')
export const houseSettingsQuery = () => $api.queryOptions('get', '/api/admin/house')
