import { queryClient } from '@/api/query-client'
import type { FeatureModule } from '@/lib/feature-module'
import { loadSoon } from '@/lib/load-soon'
import { staleSoon } from '@/lib/stale-soon'
import { homeQuery } from './queries'

const HOME = ['get', '/api/home'] as const
// The further cards of its rows.
const ROWS = ['get', '/api/rows/{row_id}'] as const

export const feature: FeatureModule = {
  routes: {
    shell: [
      {
        path: '/',
        loader: () => loadSoon(queryClient.ensureQueryData(homeQuery())),
        lazy: async () => ({ Component: (await import('./home-page')).HomePage }),
      },
    ],
  },
  events: {
    'progress.changed': [HOME, ROWS],
    'list.changed': [HOME, ROWS],
    'titles.added': staleSoon(HOME, ROWS),
    'titles.changed': staleSoon(HOME, ROWS),
    'titles.removed': staleSoon(HOME, ROWS),
  },
}
