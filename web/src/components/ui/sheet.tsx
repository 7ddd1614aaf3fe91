import { useLingui } from '@lingui/react/macro'
import { cva } from 'class-variance-authority'
import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactElement, ReactNode } from 'react'
import { cn } from '@/lib/cn'
import { IconButton } from './icon-button'

const sheet = cva('sheet-motion lit fixed z-50 flex flex-col overflow-hidden bg-ink-850 outline-none', {
  variants: {
    side: {
      end: 'inset-y-0 end-0 w-[min(420px,100vw)] rounded-s-panel [--sheet-in:from-right] [--sheet-out:to-right] rtl:[--sheet-in:from-left] rtl:[--sheet-out:to-left]',
      start:
        'inset-y-0 start-0 w-[min(320px,88vw)] rounded-e-panel [--sheet-in:from-left] [--sheet-out:to-left] rtl:[--sheet-in:from-right] rtl:[--sheet-out:to-right]',
      bottom:
        'inset-x-0 bottom-0 mx-auto max-h-[85dvh] max-w-[640px] rounded-t-panel pb-[env(safe-area-inset-bottom)] [--sheet-in:from-bottom] [--sheet-out:to-bottom]',
    },
  },
  defaultVariants: { side: 'end' },
})

export interface SheetProps {
  open?: boolean
  onOpenChange?: (open: boolean) => void
  trigger?: ReactElement
  title: ReactNode
  /** The title is for screen readers only. */
  isTitleHidden?: boolean
  side?: 'end' | 'start' | 'bottom'
  /** Off where the picture behind must stay visible (player). */
  hasVeil?: boolean
  /** Off: the page behind stays usable (player menus). */
  isModal?: boolean
  children: ReactNode
}

/** A panel from an edge: menus of the player (end), navigation on a phone (start), actions after a long press (bottom). */
export function Sheet(props: SheetProps) {
  const {
    open,
    onOpenChange,
    trigger,
    title,
    isTitleHidden,
    side = 'end',
    hasVeil = true,
    isModal = true,
    children,
  } = props
  const { t } = useLingui()
  return (
    <Radix.Root
      modal={isModal}
      {...(open === undefined ? {} : { open })}
      {...(onOpenChange ? { onOpenChange } : {})}
    >
      {trigger && <Radix.Trigger asChild>{trigger}</Radix.Trigger>}
      <Radix.Portal>
        {hasVeil && <Radix.Overlay className="veil-motion fixed inset-0 z-50 bg-black/60" />}
        <Radix.Content aria-describedby={undefined} className={sheet({ side })}>
          <div
            className={cn(
              'flex min-h-14 items-center justify-between gap-4',
              isTitleHidden ? 'absolute end-0 top-0 z-1' : 'ps-6 pe-3 pt-3',
            )}
          >
            <Radix.Title className={isTitleHidden ? 'sr-only' : 'serif text-22'}>{title}</Radix.Title>
            <Radix.Close asChild>
              <IconButton label={t`Close`} hasTooltip={false}>
                <X />
              </IconButton>
            </Radix.Close>
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-6 pt-2 pb-6">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
