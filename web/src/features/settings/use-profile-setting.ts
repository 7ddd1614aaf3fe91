import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { patchProfile } from '@/api/profiles'
import { type Me, meQuery, type Profile } from '@/api/session'
import { toast } from '@/components/ui/toaster'

export type ProfileChanges = Partial<Omit<Profile, 'id'>>

/** Changes the watching profile at once on screen; goes back and says so when the server refuses. */
export function useProfileSetting(profileId: string): (changes: ProfileChanges) => Promise<void> {
  const { t } = useLingui()
  const client = useQueryClient()
  return async (changes) => {
    const { queryKey } = meQuery()
    const before = client.getQueryData<Me>(queryKey)
    const change = (profile: Profile) => (profile.id === profileId ? { ...profile, ...changes } : profile)
    client.setQueryData<Me>(
      queryKey,
      (me) => me && { ...me, profile: me.profile && change(me.profile), profiles: me.profiles.map(change) },
    )
    try {
      await patchProfile(profileId, changes)
    } catch {
      client.setQueryData(queryKey, before)
      void toast(t`That was not saved. Try again.`, { tone: 'error' })
    }
  }
}
