import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { api } from '@/api/client'
import { enterAs, type Me } from '@/api/session'
import { paths } from '@/lib/paths'

/** Goes inside: straight on with the one profile there is, else by way of "Who's watching". */
export function useEnter(): (me: Me, to: string) => Promise<void> {
  const client = useQueryClient()
  const navigate = useNavigate()
  return async (signedIn, to) => {
    const [only, ...others] = signedIn.profiles
    let me = signedIn
    if (!me.profile && only && others.length === 0) {
      const { data } = await api.POST('/api/profiles/{profile_id}/select', {
        params: { path: { profile_id: only.id } },
      })
      me = data ?? me
    }
    await enterAs(me, client)
    const target = me.profile || to === paths.home ? to : `${paths.profiles}?next=${encodeURIComponent(to)}`
    await navigate(target, { replace: true, viewTransition: true })
  }
}
