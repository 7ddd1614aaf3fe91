import { api } from './client'
import type { components } from './schema'

// The generated types count fields with defaults as required; the server takes what is sent and no more.
type ProfileWish = components['schemas']['ProfileWish']
type ProfilePatch = components['schemas']['ProfilePatch']

/** What is not said takes the server's defaults. */
export async function addProfile(wish: Pick<ProfileWish, 'name'> & Partial<ProfileWish>): Promise<void> {
  await api.POST('/api/profiles', { body: wish as ProfileWish })
}

/** Changes only the fields that are given. */
export async function patchProfile(profileId: string, changes: Partial<ProfilePatch>): Promise<void> {
  const params = { path: { profile_id: profileId } }
  await api.PATCH('/api/profiles/{profile_id}', { params, body: changes as ProfilePatch })
}
