import type { QueryClient } from '@tanstack/react-query'
import type { TitleCardData } from '@/api/types'

type Patch = Partial<Pick<TitleCardData, 'is_in_list' | 'progress' | 'unwatched_count'>>

/** Writes what changed of a title into every answer that shows it: rows, grids, its page. */
export function patchTitles(client: QueryClient, title_id: string, patch: Patch): void {
  for (const query of client.getQueryCache().findAll({ queryKey: ['get'] })) {
    const { data, dataUpdatedAt } = query.state
    const next = withPatch(data, title_id, patch)
    if (next !== data) client.setQueryData(query.queryKey, next, { updatedAt: dataUpdatedAt })
  }
}

/** The same value with the patch in each card of the title; parts without it stay the same objects. */
export function withPatch(value: unknown, title_id: string, patch: Patch): unknown {
  if (Array.isArray(value)) {
    const next = value.map((part) => withPatch(part, title_id, patch))
    return next.some((part, index) => part !== value[index]) ? next : value
  }
  if (typeof value !== 'object' || value === null) return value
  let next: Record<string, unknown> = value as Record<string, unknown>
  for (const [key, part] of Object.entries(value)) {
    const changed = withPatch(part, title_id, patch)
    if (changed !== part) next = { ...next, [key]: changed }
  }
  const isCard = next['id'] === title_id && 'is_in_list' in next
  return isCard ? { ...next, ...patch } : next
}
