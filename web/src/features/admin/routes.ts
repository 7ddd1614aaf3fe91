import type { RouteObject } from 'react-router'
import { queryClient } from '@/api/query-client'
import { meQuery } from '@/api/session'
import { paths } from '@/lib/paths'

/** To members these pages do not exist. Without a session the loader around every page leads to the sign-in. */
async function requireAdmin() {
  const me = await queryClient.ensureQueryData(meQuery()).catch(() => null)
  if (me && me.account.role !== 'admin') throw new Response(null, { status: 404 })
  return null
}

export const routes: RouteObject[] = [
  {
    path: paths.admin,
    loader: requireAdmin,
    lazy: async () => ({ Component: (await import('./admin-layout')).AdminLayout }),
    children: [
      {
        index: true,
        lazy: async () => ({ Component: (await import('./overview/overview-page')).OverviewPage }),
      },
      {
        path: 'libraries',
        lazy: async () => ({ Component: (await import('./libraries/libraries-page')).LibrariesPage }),
      },
      {
        path: 'libraries/new',
        lazy: async () => ({ Component: (await import('./libraries/new-library-page')).NewLibraryPage }),
      },
      {
        path: 'libraries/:libraryId',
        lazy: async () => ({ Component: (await import('./libraries/library-page')).LibraryPage }),
      },
      {
        path: 'titles',
        lazy: async () => ({ Component: (await import('./titles/titles-page')).TitlesPage }),
      },
      {
        path: 'members',
        lazy: async () => ({ Component: (await import('./members/members-page')).MembersPage }),
      },
      {
        path: 'problems',
        lazy: async () => ({ Component: (await import('./problems/problems-page')).ProblemsPage }),
      },
      { path: 'jobs', lazy: async () => ({ Component: (await import('./jobs/jobs-page')).JobsPage }) },
      { path: 'logs', lazy: async () => ({ Component: (await import('./logs/logs-page')).LogsPage }) },
      {
        path: 'house',
        lazy: async () => ({ Component: (await import('./house/house-page')).HousePage }),
      },
    ],
  },
]
