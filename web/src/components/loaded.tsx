import type { ReactNode } from 'react'
import { ApiError, UnreachableError } from '@/api/errors'
import { ErrorState } from './error-state'
import { SkeletonGroup } from './ui/skeleton'

export interface LoadedProps<Data> {
  /** What useQuery or useInfiniteQuery answered. */
  query: {
    data: Data | undefined
    error: unknown
    refetch: () => unknown
    isFetching: boolean
    fetchStatus: 'fetching' | 'paused' | 'idle'
  }
  /** In the geometry of what comes. */
  skeleton: ReactNode
  children: (data: Data) => ReactNode
  level?: 1 | 2
}

/** What was asked for, its place while it comes, or why it does not come. What is there stays there when a refresh fails. */
export function Loaded<Data>({ query, skeleton, children, level = 1 }: LoadedProps<Data>) {
  const { data, error, fetchStatus } = query
  if (data !== undefined) return children(data)
  // The route's own page says that there is no such thing.
  if (error instanceof ApiError && error.status === 404) throw error
  const cause = error ?? (fetchStatus === 'paused' ? new UnreachableError('no network') : null)
  if (cause)
    return (
      <ErrorState
        level={level}
        error={cause}
        onRetry={() => void query.refetch()}
        isRetrying={query.isFetching}
        className="min-h-[70vh] justify-center"
      />
    )
  return <SkeletonGroup>{skeleton}</SkeletonGroup>
}
