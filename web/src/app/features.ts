import type { EventMap } from '@/api/events'
import type { FeatureModule } from '@/lib/feature-module'

// A feature plugs itself in by having a module.tsx; this file does not change when one is added.
const modules = import.meta.glob<FeatureModule>('../features/*/module.{ts,tsx}', {
  eager: true,
  import: 'feature',
})

export const features: readonly FeatureModule[] = Object.values(modules)

export const eventMaps: readonly EventMap[] = features.flatMap((feature) =>
  feature.events ? [feature.events] : [],
)

export const requireSession = features.find((feature) => feature.requireSession)?.requireSession
