import { QueryClient } from '@tanstack/react-query'
import { isWorthRetrying } from './errors'

/** One client for the app. Data lives half a minute by itself; live events make it stale sooner. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        gcTime: 10 * 60_000,
        retry: (failures, error) => failures < 2 && isWorthRetrying(error),
        retryDelay: (attempt) => Math.min(500 * 2 ** attempt, 8000),
        // An event stream tells what changed while the tab was away.
        refetchOnWindowFocus: false,
      },
      mutations: { retry: false },
    },
  })
}

/** The app's own client, shared by components and route loaders: `queryClient.ensureQueryData(options)`. */
export const queryClient = createQueryClient()
