import { type LoaderFunctionArgs, redirect } from 'react-router'
import { ApiError } from '@/api/errors'
import { queryClient } from '@/api/query-client'
import { meQuery } from '@/api/session'
import type { FeatureModule } from '@/lib/feature-module'
import { loginPath, paths } from '@/lib/paths'
import { AccountButton } from './account-button'

/** Every page inside needs someone who signed in and said who is watching. */
async function requireSession({ request }: LoaderFunctionArgs) {
  const { pathname, search } = new URL(request.url)
  const me = await queryClient.ensureQueryData(meQuery()).catch((error: unknown) => {
    if (error instanceof ApiError && error.status === 401) throw redirect(loginPath(pathname + search))
    throw error
  })
  if (!me.profile && pathname !== paths.profiles) {
    const next = pathname === paths.home ? '' : `?next=${encodeURIComponent(pathname + search)}`
    throw redirect(paths.profiles + next)
  }
  return me
}

export const feature: FeatureModule = {
  requireSession,
  BarEnd: AccountButton,
  routes: {
    full: [
      {
        path: paths.profiles,
        lazy: async () => ({ Component: (await import('./profiles-page')).ProfilesPage }),
      },
    ],
  },
  events: {
    'profiles.changed': [['get', '/api/me']],
    'house.changed': [
      ['get', '/api/me'],
      ['get', '/api/house'],
    ],
    // Messages were lost on the way: whatever is on screen is asked for again.
    resync: [[]],
  },
}
