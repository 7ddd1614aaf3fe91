import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { api } from '@/api/client'
import { enterAs } from '@/api/session'

/** Says who watches on this device from now on, and goes to a page of theirs. */
export function useSelectProfile(): (profileId: string, to: string) => Promise<void> {
  const client = useQueryClient()
  const navigate = useNavigate()
  return async (profileId, to) => {
    const { data: me } = await api.POST('/api/profiles/{profile_id}/select', {
      params: { path: { profile_id: profileId } },
    })
    if (!me) return
    await enterAs(me, client)
    await navigate(to, { replace: true, viewTransition: true })
  }
}
