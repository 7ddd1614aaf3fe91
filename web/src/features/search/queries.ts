import { keepPreviousData } from '@tanstack/react-query'
import { $api } from '@/api/client'
import type { components } from '@/api/schema'

export type SearchAnswer = components['schemas']['SearchAnswer']
export type FoundPerson = components['schemas']['FoundPerson']

/**
 * What is found for a text. A further keystroke is another question: the one on its way is aborted, because nobody
 * waits for it any more, and its predecessor's answer stays on screen until the new one is there.
 */
export const searchQuery = (text: string) =>
  $api.queryOptions(
    'get',
    '/api/search',
    { params: { query: { q: text, limit: 24 } } },
    {
      enabled: text.length > 0,
      placeholderData: keepPreviousData,
      staleTime: 60_000,
      gcTime: 60_000,
      retry: false,
    },
  )
