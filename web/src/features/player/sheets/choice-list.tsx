import { Check } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { cn } from '@/lib/cn'

export interface Choice {
  id: string
  label: ReactNode
  note?: ReactNode
  isChosen: boolean
  isDisabled?: boolean
}

export interface ChoiceListProps {
  'aria-label': string
  choices: readonly Choice[]
  onChoose: (id: string) => void
}

/** Buttons under each other, the running one marked. */
export function ChoiceList({ choices, onChoose, ...props }: ChoiceListProps) {
  const chosen = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    // The list opens where the viewer stands; after the sheet has put the focus on its first button.
    const timer = setTimeout(() => {
      chosen.current?.scrollIntoView({ block: 'center' })
      chosen.current?.focus()
    })
    return () => clearTimeout(timer)
  }, [])
  return (
    <ul aria-label={props['aria-label']} className="-mx-3 flex flex-col">
      {choices.map(({ id, label, note, isChosen, isDisabled = false }) => (
        <li key={id}>
          <button
            type="button"
            disabled={isDisabled}
            aria-current={isChosen}
            ref={isChosen ? chosen : null}
            onClick={() => onChoose(id)}
            className={cn(
              'flex min-h-12 w-full items-center gap-4 rounded-control px-3 py-2 text-start text-15 focus-visible:-outline-offset-2',
              isChosen ? 'text-ember-hi' : 'text-bone',
              isDisabled ? 'text-smoke' : 'hover:bg-bone/8',
            )}
          >
            <span className="min-w-0 flex-1">
              {label}
              {note && <span className="block text-13 text-smoke">{note}</span>}
            </span>
            {isChosen && <Check aria-hidden className="size-4 shrink-0" />}
          </button>
        </li>
      ))}
    </ul>
  )
}
