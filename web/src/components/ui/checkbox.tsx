import { Check, Minus } from 'lucide-react'
import { Checkbox as Radix } from 'radix-ui'
import type { ComponentProps } from 'react'
import { cn } from '@/lib/cn'

export function Checkbox({ className, ...props }: ComponentProps<typeof Radix.Root>) {
  return (
    <Radix.Root
      className={cn(
        'group relative grid size-5 shrink-0 place-items-center rounded-[4px] border border-line bg-ink-800 transition-colors after:absolute after:-inset-3 data-[state=checked]:border-bone data-[state=checked]:bg-bone data-[state=indeterminate]:border-bone data-[state=indeterminate]:bg-bone disabled:opacity-40',
        className,
      )}
      {...props}
    >
      <Radix.Indicator className="text-ink-950">
        <Check className="size-3.5 stroke-3 group-data-[state=indeterminate]:hidden" />
        <Minus className="hidden size-3.5 stroke-3 group-data-[state=indeterminate]:block" />
      </Radix.Indicator>
    </Radix.Root>
  )
}
