import type { FeatureModule } from '@/lib/feature-module'
import { paths } from '@/lib/paths'

export const feature: FeatureModule = {
  routes: {
    open: [
      {
        path: `${paths.firstRun}/:token?`,
        lazy: async () => ({ Component: (await import('./first-run-page')).FirstRunPage }),
      },
    ],
  },
}
