import type { components } from '@/api/schema'

export type Segment = components['schemas']['PlanSegment']
export type SegmentKind = Segment['kind']
export type SegmentMark = components['schemas']['SegmentMark']

/** In the order of a film. */
export const SEGMENT_KINDS: readonly SegmentKind[] = ['recap', 'intro', 'credits', 'preview']

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

/** A part with one of its edges moved to a second: the other edge gives way where it would lie on the wrong side. */
export function withEdge(
  kind: SegmentKind,
  known: Pick<Segment, 'start_s' | 'end_s'> | undefined,
  edge: 'start' | 'end',
  at_s: number,
  duration_s: number,
): { start_s: number; end_s: number } {
  if (edge === 'end') {
    const start_s = known && known.start_s < at_s ? known.start_s : 0
    return { start_s, end_s: at_s }
  }
  // Credits run to the end of the film, and the rest is no longer than a minute, until somebody says more.
  const usual_s = kind === 'credits' ? duration_s : Math.min(at_s + 60, duration_s)
  return { start_s: at_s, end_s: known && known.end_s > at_s ? known.end_s : usual_s }
}
