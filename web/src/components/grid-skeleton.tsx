import { gridMetrics } from './title-grid'
import { Skeleton } from './ui/skeleton'
import { usePageWidth } from '@/lib/use-page-width'

/** The place of a wall of posters before they come. */
export function GridSkeleton() {
  const { columns, width_px, height_px, gap_px } = gridMetrics('poster', usePageWidth())
  const lines = Math.max(1, Math.ceil((innerHeight * 0.7) / height_px))
  return (
    <div className="flex flex-wrap gap-y-6 gutter" style={{ columnGap: gap_px }}>
      {Array.from({ length: columns * lines }, (_, index) => (
        <Skeleton key={index} style={{ width: width_px, height: height_px }} />
      ))}
    </div>
  )
}
