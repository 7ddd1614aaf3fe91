import { queryClient } from '@/api/query-client'
import type { FeatureModule } from '@/lib/feature-module'
import { loadSoon } from '@/lib/load-soon'
import { listQuery, readSort } from './queries'

const LIST = ['get', '/api/list'] as const

export const feature: FeatureModule = {
  routes: {
    shell: [
      {
        path: '/list',
        loader: ({ request }) =>
          loadSoon(queryClient.ensureQueryData(listQuery(readSort(new URL(request.url).searchParams)))),
        lazy: async () => ({ Component: (await import('./my-list-page')).MyListPage }),
      },
    ],
  },
  events: { 'list.changed': [LIST], 'titles.removed': [LIST] },
}
