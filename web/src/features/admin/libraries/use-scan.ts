import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { api } from '@/api/client'
import { adminLibrariesQuery } from '@/api/live-scan'
import { useFailToast } from '@/components/use-fail-toast'

/** Starts and stops a library's scan; what a stopped one found stays. */
export function useScan(libraryId: string): { start: () => Promise<void>; stop: () => Promise<void> } {
  const { t } = useLingui()
  const client = useQueryClient()
  const refuse = useFailToast()
  const params = { path: { library_id: libraryId } }
  const run = async (act: () => Promise<unknown>) => {
    await act().catch(refuse(t`The scan does not listen`))
    await client.invalidateQueries({ queryKey: adminLibrariesQuery().queryKey })
  }
  return {
    start: () => run(() => api.POST('/api/admin/libraries/{library_id}/scan', { params })),
    stop: () => run(() => api.DELETE('/api/admin/libraries/{library_id}/scan', { params })),
  }
}
