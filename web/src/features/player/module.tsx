import type { FeatureModule } from '@/lib/feature-module'
import { announceStop } from './stop-signal'

export const feature: FeatureModule = {
  routes: {
    full: [
      {
        path: '/play/:itemId',
        lazy: async () => ({ Component: (await import('./player-page')).PlayerPage }),
      },
    ],
  },
  events: {
    'playback.stopped': (data) => announceStop((data as { playback_id: string }).playback_id),
  },
}
