import createFetchClient, { type Middleware } from 'openapi-fetch'
import createQueryHooks from 'openapi-react-query'
import { readApiError, UnreachableError } from './errors'
import type { paths } from './schema'

let onSignedOut: () => void = () => {}

/** What happens when an answer says that the session is over. Set once by the router. */
export function setSignedOutHandler(handler: () => void): void {
  onSignedOut = handler
}

const throwErrors: Middleware = {
  async onResponse({ request, response }) {
    if (response.ok) return undefined
    // A wrong password is also a 401, and it belongs to the form that asked.
    const isSignIn =
      request.method === 'POST' && /\/(login|sessions?|sign-in)$/.test(new URL(request.url).pathname)
    if (response.status === 401 && !isSignIn) onSignedOut()
    throw await readApiError(response)
  },
  onError({ error }) {
    if (error instanceof DOMException && error.name === 'AbortError') return undefined
    return new UnreachableError('Kino does not answer', { cause: error })
  },
}

/**
 * Typed fetch for actions and loaders: `const { data } = await api.POST('/api/…', { body })`.
 * A refused request throws ApiError, a missing answer UnreachableError, so `error` never needs to be looked at.
 */
export const api = createFetchClient<paths>({ baseUrl: globalThis.location?.origin ?? '' })
api.use(throwErrors)

/** The same as hooks and query options: `$api.queryOptions('get', '/api/…', { params })`, `$api.useMutation('post', …)`. */
export const $api = createQueryHooks(api)
