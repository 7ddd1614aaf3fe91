import type { FeatureModule } from '@/lib/feature-module'
import { staleSoon } from '@/lib/stale-soon'

const LISTS = [
  ['get', '/api/titles'],
  ['get', '/api/titles/letters'],
  ['get', '/api/genres'],
] as const

export const feature: FeatureModule = {
  routes: {
    shell: [
      { path: '/films', lazy: async () => ({ Component: (await import('./grid-page')).FilmsPage }) },
      { path: '/series', lazy: async () => ({ Component: (await import('./grid-page')).SeriesPage }) },
    ],
  },
  events: {
    'titles.added': staleSoon(...LISTS),
    'titles.changed': staleSoon(...LISTS),
    'titles.removed': staleSoon(...LISTS),
  },
}
