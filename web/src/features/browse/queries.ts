import { $api } from '@/api/client'
import type { components } from '@/api/schema'

export type Home = components['schemas']['Home']
export type HomeRow = components['schemas']['Row']
export type ContinueCard = components['schemas']['ContinueCard']
export type LibraryDetail = components['schemas']['LibraryDetail']
export type ScanState = components['schemas']['ScanState']

export const homeQuery = () => $api.queryOptions('get', '/api/home')

/** For admins only: the libraries with how far their scans are. */
export const librariesQuery = () => $api.queryOptions('get', '/api/admin/libraries')
