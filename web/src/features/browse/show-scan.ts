import type { QueryClient } from '@tanstack/react-query'
import { librariesQuery, type LibraryDetail, type ScanState } from './queries'

/** Writes a scan's news where the libraries are shown; of no library when nobody asked for them yet. */
export function showScan(data: unknown, client: QueryClient): void {
  const scan = data as ScanState
  client.setQueryData<LibraryDetail[]>(librariesQuery().queryKey, (libraries) =>
    libraries?.map((library) => (library.id === scan.library_id ? { ...library, scan } : library)),
  )
}
