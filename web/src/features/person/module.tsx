import { queryClient } from '@/api/query-client'
import type { FeatureModule } from '@/lib/feature-module'
import { loadSoon } from '@/lib/load-soon'
import { personQuery } from './queries'

export const feature: FeatureModule = {
  routes: {
    shell: [
      {
        path: '/person/:person_id',
        loader: ({ params }) => loadSoon(queryClient.ensureQueryData(personQuery(params['person_id'] ?? ''))),
        lazy: async () => ({ Component: (await import('./person-page')).PersonPage }),
      },
    ],
  },
}
