import { cva, type VariantProps } from 'class-variance-authority'
import { Slot } from 'radix-ui'
import type { ComponentProps } from 'react'
import { cn } from '@/lib/cn'

const button = cva(
  'inline-flex shrink-0 items-center justify-center gap-2 rounded-control font-medium whitespace-nowrap select-none transition-[background-color,color,opacity,transform] duration-(--ms-press) active:scale-[0.98] disabled:pointer-events-none disabled:opacity-45 aria-disabled:pointer-events-none aria-disabled:opacity-45 [&_svg]:shrink-0',
  {
    variants: {
      variant: {
        /** Play and the one main action of a form: bone, so that the picture stays the loudest. */
        primary: 'bg-bone text-ink-950 hover:bg-white',
        /** Beside a primary one, also over pictures. */
        secondary: 'bg-bone/12 text-bone hover:bg-bone/18',
        /** Text that acts. */
        ghost: 'text-ash hover:bg-bone/8 hover:text-bone',
        /** One a screen at most. */
        ember: 'bg-ember text-white hover:bg-ember-deep',
        danger: 'bg-rose/14 text-rose hover:bg-rose/22',
        link: 'h-auto! px-0! text-ember-hi underline-offset-4 hover:underline',
      },
      size: {
        sm: 'h-8 px-3 text-13 pointer-coarse:h-11 [&_svg]:size-4',
        md: 'h-11 px-5 text-15 [&_svg]:size-[18px]',
        lg: 'h-12 px-5 text-15 sm:px-6 [&_svg]:size-5',
      },
    },
    defaultVariants: { variant: 'secondary', size: 'md' },
  },
)

export interface ButtonProps extends ComponentProps<'button'>, VariantProps<typeof button> {
  /** Gives its looks to the one child instead: `<Button asChild><Link …/></Button>`. */
  asChild?: boolean
  /** The action runs: the button stays in place and says so, and a second press does nothing. */
  isBusy?: boolean
}

export function Button({ variant, size, asChild, isBusy, className, onClick, ...props }: ButtonProps) {
  const Element = asChild ? Slot.Root : 'button'
  return (
    <Element
      {...(asChild ? {} : { type: 'button' as const })}
      aria-busy={isBusy || undefined}
      className={cn(button({ variant, size }), isBusy && 'cursor-progress opacity-80', className)}
      onClick={isBusy ? (event) => event.preventDefault() : onClick}
      {...props}
    />
  )
}
