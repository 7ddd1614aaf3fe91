import { type KeyboardEvent, type ReactNode, use } from 'react'
import type { TitleCardData } from '@/api/types'
import { useDwell } from '@/lib/use-dwell'
import { lazyPart } from './lazy-part'
import { TitleActionButtons, TitleActionsContext, useTitleFacts } from './title-actions'

const TitleSheet = lazyPart(() => import('./title-sheet').then((module) => module.TitleSheet))

export interface HoverCardProps {
  title: TitleCardData
  /** Why this is here: "Because you watched Nosferatu". */
  reason?: string
  /** The item that a Continue card plays. */
  continues?: string | undefined
  children: ReactNode
}

/**
 * Wraps a card's picture. After 400 ms of mouse or keyboard focus the actions appear over its lower part, inside the
 * card: nothing covers the neighbours. On touch a long press brings the same in a sheet.
 */
export function HoverCard({ title, reason, continues, children }: HoverCardProps) {
  const { state, close, handlers } = useDwell()
  const { onApproach } = use(TitleActionsContext)
  return (
    <div className="card" {...handlers} onPointerOver={() => onApproach?.(title)}>
      {children}
      {state === 'hover' && <Overlay title={title} reason={reason} continues={continues} onEscape={close} />}
      {state === 'press' && (
        <TitleSheet title={title} reason={reason} continues={continues} onClose={close} onMissing={close} />
      )}
    </div>
  )
}

interface OverlayProps {
  title: TitleCardData
  reason: string | undefined
  continues: string | undefined
  onEscape: () => void
}

function Overlay({ title, reason, continues, onEscape }: OverlayProps) {
  const facts = useTitleFacts(title)
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key !== 'Escape') return
    // The button that has the focus goes; from the card the arrows walk on.
    event.currentTarget.parentElement?.querySelector<HTMLElement>('[data-roving]')?.focus()
    onEscape()
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- Escape is caught for the buttons inside.
    <div className="card-over" onKeyDown={onKeyDown}>
      <TitleActionButtons title={title} {...(continues ? { continues } : {})} />
      <span className="text-12 text-ash tabular">{reason ?? facts}</span>
    </div>
  )
}
