import type { components } from '@/api/schema'

export type Segment = components['schemas']['PlanSegment']

interface SegmentedPlan {
  segments: readonly Segment[]
  next: unknown
}

/** Less than this behind it is the film's end, and not worth a jump. */
const REST_S = 5

/** What a second of the film lies in and can be skipped; the credits before a next episode are that one's offer. */
export function segmentAt(plan: SegmentedPlan, at_s: number, duration_s: number | null): Segment | null {
  const found = plan.segments.find((one) => one.start_s <= at_s && at_s < one.end_s - 0.5)
  if (!found || (found.kind === 'credits' && plan.next)) return null
  return duration_s !== null && found.end_s > duration_s - REST_S ? null : found
}
