import type { QueryClient, QueryKey } from '@tanstack/react-query'

const PAUSE_MS = 1500

/** For events that come in bursts (a scan adds titles by the hundred): what they make stale is asked again once a pause. */
export function staleSoon(...queryKeys: QueryKey[]): (data: unknown, client: QueryClient) => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  return (_data, client) => {
    timer ??= setTimeout(() => {
      timer = undefined
      for (const queryKey of queryKeys) void client.invalidateQueries({ queryKey })
    }, PAUSE_MS)
  }
}
