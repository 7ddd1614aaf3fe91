import { api } from '@/api/client'
import type { components } from '@/api/schema'

type Undo = components['schemas']['Undo']

/**
 * Takes back a write by what the server answered to it: what was there comes back as it was, except where something
 * newer has come. Rejects when that is no longer possible.
 */
export async function takeBack(undo: Undo | undefined): Promise<void> {
  if (undo) await api.POST('/api/undo/{undo_id}', { params: { path: { undo_id: undo.undo_id } } })
}
