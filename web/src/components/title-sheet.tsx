import type { TitleCardData } from '@/api/types'
import { Poster } from './poster'
import { TitleActionButtons, useTitleFacts } from './title-actions'
import { Sheet } from './ui/sheet'

export interface TitleSheetProps {
  title: TitleCardData
  reason?: string | undefined
  continues?: string | undefined
  onClose: () => void
}

/** What a long press on a card opens: the hover card for fingers. */
export function TitleSheet({ title, reason, continues, onClose }: TitleSheetProps) {
  const facts = useTitleFacts(title)
  return (
    <Sheet open onOpenChange={(open) => !open && onClose()} side="bottom" title={title.title} isTitleHidden>
      <div className="flex gap-5 pt-4">
        <div className="relative aspect-2/3 w-24 shrink-0 overflow-hidden rounded-card">
          <Poster image={title.poster} kind="poster" title={title.title} sizes={96} />
        </div>
        <div className="flex flex-col justify-center gap-2">
          <p className="serif pe-8 text-22">{title.title}</p>
          <p className="text-13 text-ash">{facts}</p>
          {reason && <p className="text-13 text-smoke">{reason}</p>}
          <div className="mt-2">
            <TitleActionButtons title={title} size="md" {...(continues ? { continues } : {})} />
          </div>
        </div>
      </div>
    </Sheet>
  )
}
