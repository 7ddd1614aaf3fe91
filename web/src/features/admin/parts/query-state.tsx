import type { ReactNode } from 'react'
import { ErrorState } from '@/components/error-state'
import { Skeleton, SkeletonGroup } from '@/components/ui/skeleton'

export interface QueryStateProps<Data> {
  query: { data: Data | undefined; error: unknown; isFetching: boolean; refetch: () => unknown }
  /** How tall what is awaited will be. */
  skeletonClass?: string
  children: (data: Data) => ReactNode
}

/** Data, or its skeleton, or why there is none. An error with older data in hand keeps showing that. */
export function QueryState<Data>({ query, skeletonClass = 'h-64', children }: QueryStateProps<Data>) {
  if (query.data !== undefined) return children(query.data)
  if (query.error)
    return (
      <ErrorState error={query.error} onRetry={() => void query.refetch()} isRetrying={query.isFetching} />
    )
  return (
    <SkeletonGroup>
      <Skeleton className={skeletonClass} />
    </SkeletonGroup>
  )
}
