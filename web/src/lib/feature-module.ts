import type { ComponentType, ReactNode } from 'react'
import type { LoaderFunction, RouteObject } from 'react-router'
import type { EventMap } from '@/api/events'

/**
 * What `features/<x>/module.tsx` exports as `feature`: how a feature plugs itself into the app.
 * It is part of the first download: pages in it are `lazy`, so it holds names and imports, no screens.
 */
export interface FeatureModule {
  routes?: {
    /** No session needed, no bar: login, register, first run. */
    open?: RouteObject[]
    /** Session needed, with the bar above and the page below. */
    shell?: RouteObject[]
    /** Session needed, the whole screen: player, who's watching. */
    full?: RouteObject[]
  }
  /**
   * Rooms that few enter: the routes from `path` on, in the shell as well. Their list is fetched when an address of
   * theirs is first asked for.
   */
  rooms?: { path: string; load: () => Promise<RouteObject[]> }
  /** Live events this feature listens to: see api/events.ts. */
  events?: EventMap
  /** Runs before every `shell` and `full` route; throws `redirect(loginPath(...))` without a session. One feature has it. */
  requireSession?: LoaderFunction
  /** A provider around all pages, for example the actions behind the cards' + button. */
  Wrap?: ComponentType<{ children: ReactNode }>
  /** Stands at the end of the bar: the account menu. */
  BarEnd?: ComponentType
}
