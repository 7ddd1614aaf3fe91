import { cva, type VariantProps } from 'class-variance-authority'
import { Slot } from 'radix-ui'
import type { ComponentProps } from 'react'
import { cn } from '@/lib/cn'
import { Tooltip } from './tooltip'

const iconButton = cva(
  'inline-grid shrink-0 place-items-center rounded-full transition-[background-color,color,transform] duration-(--ms-press) active:scale-95 disabled:pointer-events-none disabled:opacity-40',
  {
    variants: {
      variant: {
        plain: 'text-ash hover:bg-bone/10 hover:text-bone',
        /** Over pictures, where ash would not be read. */
        bright: 'text-bone hover:bg-bone/12',
        filled: 'bg-bone/12 text-bone hover:bg-bone/20',
        primary: 'bg-bone text-ink-950 hover:bg-white',
        outline: 'text-bone ring-1 ring-bone/35 ring-inset hover:bg-bone/12 hover:ring-bone/60',
      },
      size: {
        sm: 'size-8 pointer-coarse:size-11 [&_svg]:size-4',
        md: 'size-11 [&_svg]:size-5',
        lg: 'size-12 [&_svg]:size-[22px]',
      },
    },
    defaultVariants: { variant: 'plain', size: 'md' },
  },
)

export interface IconButtonProps extends ComponentProps<'button'>, VariantProps<typeof iconButton> {
  /** What it does; read aloud, and shown as a tooltip. */
  label: string
  /** Shown after the label: "M", "Shift+N". */
  shortcut?: string
  asChild?: boolean
  /** Off where the meaning stands beside the icon already. */
  hasTooltip?: boolean
}

export function IconButton({
  label,
  shortcut,
  variant,
  size,
  asChild,
  hasTooltip = true,
  className,
  ...props
}: IconButtonProps) {
  const Element = asChild ? Slot.Root : 'button'
  const element = (
    <Element
      {...(asChild ? {} : { type: 'button' as const })}
      aria-label={label}
      aria-keyshortcuts={shortcut}
      className={cn(iconButton({ variant, size }), className)}
      {...props}
    />
  )
  if (!hasTooltip) return element
  return (
    <Tooltip label={label} {...(shortcut ? { shortcut } : {})}>
      {element}
    </Tooltip>
  )
}
