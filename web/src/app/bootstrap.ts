import type { QueryClient } from '@tanstack/react-query'

/**
 * What the server writes into index.html as `<script id="kino-bootstrap" type="application/json">`, so that the first
 * screen needs no second round trip.
 */
export interface Bootstrap {
  /** The profile's language, a BCP 47 tag. */
  language?: string | null
  shell?: 'kids' | null
  /** Bodies of GET answers by their path: `{"/api/me": {…}}`. They fill the cache as if they had been asked for. */
  responses?: Record<string, unknown>
}

export function readBootstrap(): Bootstrap {
  const text = document.getElementById('kino-bootstrap')?.textContent
  if (!text) return {}
  try {
    return JSON.parse(text) as Bootstrap
  } catch {
    // A page kept by some proxy may be cut off; the app then asks for everything itself.
    return {}
  }
}

/** Puts the answers under the keys that `$api.queryOptions('get', path)` uses. */
export function seedQueries(client: QueryClient, { responses = {} }: Bootstrap): void {
  for (const [path, body] of Object.entries(responses)) client.setQueryData(['get', path], body)
}
