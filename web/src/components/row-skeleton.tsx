import { useCardMetrics, type CardShape } from '@/lib/card-metrics'
import { ROW_HEAD_PX } from './row'
import { Skeleton } from './ui/skeleton'

/** A row's place before its titles come, in the same geometry. */
export function RowSkeleton({ shape = 'poster' }: { shape?: CardShape }) {
  const { width_px, height_px, gap_px } = useCardMetrics(shape)
  const count = Math.ceil(innerWidth / (width_px + gap_px))
  return (
    <div className="overflow-hidden ps-(--gutter)">
      <div style={{ height: ROW_HEAD_PX }}>
        <Skeleton className="h-6 w-56 rounded-control" />
      </div>
      <div className="flex" style={{ gap: gap_px }}>
        {Array.from({ length: count }, (_, index) => (
          <Skeleton key={index} className="shrink-0" style={{ width: width_px, height: height_px }} />
        ))}
      </div>
    </div>
  )
}
