import type { FeatureModule } from '@/lib/feature-module'
import { loadSoon } from '@/lib/load-soon'
import { staleSoon } from '@/lib/stale-soon'
import { queryClient } from '@/api/query-client'
import { titleQuery } from '@/lib/title-query'
import { loadTitlePage } from './load-title-page'
import { TitleActionsProvider } from './title-actions-provider'

export const feature: FeatureModule = {
  routes: {
    shell: [
      {
        path: '/title/:title_id',
        loader: ({ params }) => loadSoon(queryClient.ensureQueryData(titleQuery(params['title_id'] ?? ''))),
        lazy: async () => ({ Component: (await loadTitlePage()).TitlePage }),
      },
    ],
  },
  events: {
    'progress.changed': [
      ['get', '/api/titles/{title_id}'],
      ['get', '/api/titles/{title_id}/seasons/{season_number}/episodes'],
    ],
    'titles.changed': staleSoon(
      ['get', '/api/titles/{title_id}'],
      ['get', '/api/titles/{title_id}/seasons/{season_number}/episodes'],
    ),
    // The server says that something was missed: whatever is on screen is asked again.
    resync: [['get']],
  },
  Wrap: TitleActionsProvider,
}
