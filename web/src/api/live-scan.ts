import type { QueryClient } from '@tanstack/react-query'
import { $api } from './client'
import type { components } from './schema'

export type LibraryDetail = components['schemas']['LibraryDetail']
type ScanState = components['schemas']['ScanState']

/** All libraries with folders, counts and scans; admins only. */
export const adminLibrariesQuery = () => $api.queryOptions('get', '/api/admin/libraries')

/** A live message tells how far a scan is: it goes straight into the list, without asking again. */
export function applyScan(data: unknown, client: QueryClient): void {
  const scan = data as ScanState
  const { queryKey } = adminLibrariesQuery()
  const isOver = scan.phase === 'done'
  client.setQueryData<LibraryDetail[]>(queryKey, (libraries) =>
    libraries?.map((library) => (library.id === scan.library_id ? { ...library, scan } : library)),
  )
  if (isOver) void client.invalidateQueries({ queryKey })
}
