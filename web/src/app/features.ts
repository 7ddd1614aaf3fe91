import type { LazyRouteFunction, RouteObject } from 'react-router'
import type { EventMap } from '@/api/events'
import type { FeatureModule } from '@/lib/feature-module'
import { loadFeatureWords } from '@/lib/i18n'

// A feature plugs itself in by having a module.tsx; this file does not change when one is added.
const modules = import.meta.glob<FeatureModule>('../features/*/module.{ts,tsx}', {
  eager: true,
  import: 'feature',
})

/** Each page brings the words of its feature along, so that the first screen does not carry those of all. */
function withWords(feature: string, route: RouteObject): RouteObject {
  const { lazy } = route
  if (typeof lazy !== 'function') return route
  const lazyWithWords: LazyRouteFunction<RouteObject> = async () => {
    const [page] = await Promise.all([(lazy as LazyRouteFunction<RouteObject>)(), loadFeatureWords(feature)])
    return page
  }
  return { ...route, lazy: lazyWithWords } as RouteObject
}

export const features: readonly FeatureModule[] = Object.entries(modules).map(([path, feature]) => {
  const name = path.split('/').at(-2) ?? ''
  // What stands around all pages speaks from the start.
  if (feature.Wrap || feature.BarEnd) void loadFeatureWords(name)
  const { open, shell, full } = feature.routes ?? {}
  const { rooms } = feature
  const withOwnWords = (routes: RouteObject[] = []) => routes.map((route) => withWords(name, route))
  return {
    ...feature,
    routes: { open: withOwnWords(open), shell: withOwnWords(shell), full: withOwnWords(full) },
    ...(rooms ? { rooms: { ...rooms, load: async () => withOwnWords(await rooms.load()) } } : {}),
  }
})

export const eventMaps: readonly EventMap[] = features.flatMap((feature) =>
  feature.events ? [feature.events] : [],
)

export const requireSession = features.find((feature) => feature.requireSession)?.requireSession
