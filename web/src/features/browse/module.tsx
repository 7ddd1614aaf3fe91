import { queryClient } from '@/api/query-client'
import type { FeatureModule } from '@/lib/feature-module'
import { loadSoon } from '@/lib/load-soon'
import { staleSoon } from '@/lib/stale-soon'
import { homeQuery } from './queries'
import { showScan } from './show-scan'

const HOME = ['get', '/api/home'] as const

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
    'progress.changed': [HOME],
    'list.changed': [HOME],
    'titles.added': staleSoon(HOME),
    'titles.changed': staleSoon(HOME),
    'titles.removed': staleSoon(HOME),
    'scan.progressed': showScan,
  },
}
