import type { QueryClient } from '@tanstack/react-query'
import type { TitleCardData } from '@/api/types'

/** What some row or grid already knows of a title: its page begins with that while the rest is on its way. */
export function findCard(client: QueryClient, title_id: string): TitleCardData | undefined {
  for (const query of client.getQueryCache().findAll({ queryKey: ['get'] })) {
    const found = searchCard(query.state.data, title_id)
    if (found) return found
  }
  return undefined
}

function searchCard(value: unknown, title_id: string): TitleCardData | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if ('id' in value && value.id === title_id && 'is_in_list' in value) return value as TitleCardData
  for (const part of Object.values(value)) {
    const found = searchCard(part, title_id)
    if (found) return found
  }
  return undefined
}
