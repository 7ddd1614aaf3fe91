import { useLingui } from '@lingui/react/macro'
import { cn } from '@/lib/cn'

/** How far one is, as a strip of frames. */
export function StepMarks({ count, current }: { count: number; current: number }) {
  const { t } = useLingui()
  return (
    <div role="img" aria-label={t`Step ${current + 1} of ${count}`} className="mb-8 flex gap-1.5">
      {Array.from({ length: count }, (_, index) => (
        <span
          key={index}
          className={cn(
            'h-0.5 w-9 rounded-full transition-colors duration-(--ms-page)',
            index < current ? 'bg-bone' : index === current ? 'bg-ember' : 'bg-bone/20',
          )}
        />
      ))}
    </div>
  )
}
