import type { QueryClient } from '@tanstack/react-query'
import { applyScan } from '@/api/live-scan'
import type { FeatureModule } from '@/lib/feature-module'
import { paths } from '@/lib/paths'

async function applyJob(data: unknown, client: QueryClient) {
  const { applyJobChange } = await import('./jobs/live-jobs')
  applyJobChange(data, client)
}

const libraries = [
  ['get', '/api/admin/libraries'],
  ['get', '/api/admin/overview'],
] as const

export const feature: FeatureModule = {
  rooms: { path: paths.admin, load: async () => (await import('./routes')).routes },
  events: {
    'scan.progressed': applyScan,
    'job.changed': (data, client) => void applyJob(data, client),
    'libraries.changed': [...libraries, ['get', '/api/me']],
    'members.changed': [
      ['get', '/api/admin/members'],
      ['get', '/api/admin/invitations'],
    ],
    'playback.changed': [['get', '/api/admin/playbacks']],
    'titles.added': [...libraries, ['get', '/api/admin/titles']],
    'titles.changed': [['get', '/api/admin/titles']],
    'titles.removed': [...libraries, ['get', '/api/admin/titles']],
  },
}
