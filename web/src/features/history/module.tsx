import type { FeatureModule } from '@/lib/feature-module'

export const feature: FeatureModule = {
  routes: {
    shell: [
      { path: '/history', lazy: async () => ({ Component: (await import('./history-page')).HistoryPage }) },
    ],
  },
  events: { 'progress.changed': [['get', '/api/history']] },
}
