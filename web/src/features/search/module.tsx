import type { FeatureModule } from '@/lib/feature-module'

export const feature: FeatureModule = {
  routes: {
    shell: [
      { path: '/search', lazy: async () => ({ Component: (await import('./search-page')).SearchPage }) },
    ],
  },
}
