import type { FeatureModule } from '@/lib/feature-module'
import { paths } from '@/lib/paths'

export const feature: FeatureModule = {
  routes: {
    shell: [
      {
        path: paths.settings,
        lazy: async () => ({ Component: (await import('./settings-page')).SettingsPage }),
      },
      { path: paths.https, lazy: async () => ({ Component: (await import('./https-page')).HttpsPage }) },
    ],
  },
}
