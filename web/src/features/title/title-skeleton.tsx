import type { TitleCardData } from '@/api/types'
import { Backdrop } from '@/components/backdrop'
import { Skeleton } from '@/components/ui/skeleton'

/** The head with what a card told already, and the places of the rest. */
export function TitleSkeleton({ card }: { card: TitleCardData | undefined }) {
  const rest = (
    <>
      <Skeleton className="mt-4 h-5 w-64 rounded-control" />
      <Skeleton className="mt-7 h-12 w-72 rounded-control" />
    </>
  )
  return (
    <>
      {card ? (
        <Backdrop image={card.backdrop} title={card.title} height="70vh" isArrival>
          <p className="title-name">{card.title}</p>
          {rest}
        </Backdrop>
      ) : (
        <div className="flex h-[70vh] min-h-[460px] flex-col justify-end gutter pb-24 lg:pb-28">
          <Skeleton className="h-16 w-[min(480px,80%)]" />
          {rest}
        </div>
      )}
      <div className="relative -mt-16 flex flex-col gap-4 gutter">
        <Skeleton className="h-12 w-full rounded-control" />
        {[0, 1, 2].map((line) => (
          <Skeleton key={line} className="h-28 w-full" />
        ))}
      </div>
    </>
  )
}
