import { createBrowserRouter, type RouteObject } from 'react-router'
import { setSignedOutHandler } from '@/api/client'
import { loginPath, paths } from '@/lib/paths'
import { AppShell } from './app-shell'
import { features, requireSession } from './features'
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

export function createRouter() {
  const router = createBrowserRouter(routes)
  setSignedOutHandler(() => {
    const { pathname, search } = router.state.location
    if (pathname === paths.login) return
    void router.navigate(loginPath(pathname + search), { replace: true })
  })
  return router
}
