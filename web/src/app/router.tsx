import { createBrowserRouter, type PatchRoutesOnNavigationFunction, type RouteObject } from 'react-router'
import { setSignedOutHandler } from '@/api/client'
import { AppShell } from './app-shell'
import { features, requireSession } from './features'
import { leadToDoor } from './lead-to-door'
import { NotFoundPage } from './not-found-page'
import { FirstLoad, RootLayout } from './root-layout'
import { RootError, RouteError } from './route-error'

const guard: Pick<RouteObject, 'loader'> = requireSession ? { loader: requireSession } : {}

// The gallery shows every component while building; it is no part of what is shipped.
const devRoutes: RouteObject[] = import.meta.env.DEV
  ? [
      {
        path: '/dev/gallery',
        lazy: async () => ({ Component: (await import('./dev/gallery-page')).GalleryPage }),
      },
    ]
  : []

const IN_SHELL = 'in-shell'

export const routes: RouteObject[] = [
  {
    Component: RootLayout,
    ErrorBoundary: RootError,
    HydrateFallback: FirstLoad,
    children: [
      { ErrorBoundary: RootError, children: features.flatMap((feature) => feature.routes?.open ?? []) },
      {
        ...guard,
        ErrorBoundary: RootError,
        children: features.flatMap((feature) => feature.routes?.full ?? []),
      },
      {
        ...guard,
        Component: AppShell,
        children: [
          {
            id: IN_SHELL,
            // Inside the shell: a page that fails leaves the bar usable.
            ErrorBoundary: RouteError,
            children: [
              ...features.flatMap((feature) => feature.routes?.shell ?? []),
              ...devRoutes,
              { path: '*', Component: NotFoundPage },
            ],
          },
        ],
      },
    ],
  },
]

/** The router asks here before an address counts as not found. */
const fetchRooms: PatchRoutesOnNavigationFunction = async ({ path, patch }) => {
  const asked = features.flatMap(({ rooms }) =>
    rooms && `${path.toLowerCase()}/`.startsWith(`${rooms.path}/`) ? [rooms.load()] : [],
  )
  for (const found of await Promise.all(asked)) patch(IN_SHELL, found)
}

export function createRouter() {
  const router = createBrowserRouter(routes, { patchRoutesOnNavigation: fetchRooms })
  setSignedOutHandler(() => leadToDoor(router))
  return router
}
