import { useLingui } from '@lingui/react/macro'
import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactElement, ReactNode } from 'react'
import { cn } from '@/lib/cn'
import { IconButton } from './icon-button'

export interface DialogProps {
  open?: boolean
  onOpenChange?: (open: boolean) => void
  /** What opens it; focus goes back there on closing. */
  trigger?: ReactElement
  title: ReactNode
  /** One or two sentences under the title. */
  description?: ReactNode
  children?: ReactNode
  /** Buttons at the end; the main one last. */
  actions?: ReactNode
  size?: 'sm' | 'md' | 'lg'
}

const WIDTH = { sm: 'max-w-[420px]', md: 'max-w-[560px]', lg: 'max-w-[840px]' }

/** A question or a short form above the page. Never a dialog on a dialog. */
export function Dialog({
  open,
  onOpenChange,
  trigger,
  title,
  description,
  children,
  actions,
  size = 'sm',
}: DialogProps) {
  const { t } = useLingui()
  return (
    <Radix.Root {...(open === undefined ? {} : { open })} {...(onOpenChange ? { onOpenChange } : {})}>
      {trigger && <Radix.Trigger asChild>{trigger}</Radix.Trigger>}
      <Radix.Portal>
        <Radix.Overlay className="veil-motion fixed inset-0 z-50 grid place-items-center overflow-y-auto bg-black/70 p-5">
          <Radix.Content
            {...(description ? {} : { 'aria-describedby': undefined })}
            className={cn(
              'dialog-motion lit relative w-full rounded-panel bg-ink-850 p-6 outline-none sm:p-7',
              WIDTH[size],
            )}
          >
            <Radix.Title className="serif pe-10 text-28">{title}</Radix.Title>
            {description && (
              <Radix.Description className="mt-2 text-15 text-ash">{description}</Radix.Description>
            )}
            {children && <div className="mt-5">{children}</div>}
            {actions && <div className="mt-7 flex flex-wrap justify-end gap-3">{actions}</div>}
            <Radix.Close asChild>
              <IconButton label={t`Close`} hasTooltip={false} className="absolute end-3 top-3">
                <X />
              </IconButton>
            </Radix.Close>
          </Radix.Content>
        </Radix.Overlay>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** Closes the dialog or sheet around it: `<DialogClose><Button>Cancel</Button></DialogClose>`. */
export function DialogClose({ children }: { children: ReactElement }) {
  return <Radix.Close asChild>{children}</Radix.Close>
}
