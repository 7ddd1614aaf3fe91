import { useQueryClient } from '@tanstack/react-query'
import { patchProfile } from '@/api/profiles'
import { type Me, meQuery, type Profile } from '@/api/session'
import { useFailToast } from '@/components/use-fail-toast'

export type ProfileChanges = Partial<Omit<Profile, 'id'>>

/**
 * Changes the watching profile at once on screen; goes back and says so when the server refuses. Answers whether it was
 * saved.
 */
export function useProfileSetting(profileId: string): (changes: ProfileChanges) => Promise<boolean> {
  const client = useQueryClient()
  const fail = useFailToast()
  return async (changes) => {
    const { queryKey } = meQuery()
    const show = (values: ProfileChanges) => {
      const change = (profile: Profile) => (profile.id === profileId ? { ...profile, ...values } : profile)
      client.setQueryData<Me>(
        queryKey,
        (me) => me && { ...me, profile: me.profile && change(me.profile), profiles: me.profiles.map(change) },
      )
    }
    const before = client.getQueryData<Me>(queryKey)?.profiles.find((profile) => profile.id === profileId)
    show(changes)
    try {
      await patchProfile(profileId, changes)
      return true
    } catch (error) {
      // These fields only: another one may have been changed and saved meanwhile.
      const names = Object.keys(changes) as (keyof ProfileChanges)[]
      if (before) show(Object.fromEntries(names.map((name) => [name, before[name]])))
      fail()(error)
      return false
    }
  }
}
