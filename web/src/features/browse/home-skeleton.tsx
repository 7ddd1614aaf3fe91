import { RowSkeleton } from '@/components/row-skeleton'
import { Skeleton } from '@/components/ui/skeleton'

export function HomeSkeleton() {
  return (
    <>
      <div className="flex h-[78vh] min-h-[460px] flex-col justify-end gutter pb-24 lg:pb-28">
        <Skeleton className="h-4 w-52 rounded-control" />
        <Skeleton className="mt-5 h-20 w-[min(520px,80%)]" />
        <Skeleton className="mt-5 h-12 w-[min(460px,90%)]" />
        <Skeleton className="mt-7 h-12 w-72 rounded-control" />
      </div>
      <div className="relative -mt-16 flex flex-col gap-8">
        <RowSkeleton shape="landscape" />
        <RowSkeleton />
      </div>
    </>
  )
}
