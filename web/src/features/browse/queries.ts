import { $api } from '@/api/client'
import type { components } from '@/api/schema'

export type Home = components['schemas']['Home']
export type HomeRow = components['schemas']['Row']
export type ContinueCard = components['schemas']['ContinueCard']

export const homeQuery = () => $api.queryOptions('get', '/api/home')
