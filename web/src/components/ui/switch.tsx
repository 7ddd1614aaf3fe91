import { Switch as Radix } from 'radix-ui'
import type { ComponentProps } from 'react'
import { cn } from '@/lib/cn'

/** On or off, at once. For a choice that waits for Save take a Checkbox. */
export function Switch({ className, ...props }: ComponentProps<typeof Radix.Root>) {
  return (
    <Radix.Root
      className={cn(
        'relative inline-flex h-6 w-10 shrink-0 items-center rounded-full bg-line transition-colors duration-(--ms-menu) after:absolute after:-inset-2.5 data-[state=checked]:bg-bone disabled:opacity-40',
        className,
      )}
      {...props}
    >
      <Radix.Thumb className="block size-[18px] translate-x-[3px] rounded-full bg-bone transition-transform duration-(--ms-menu) ease-cine data-[state=checked]:translate-x-[19px] data-[state=checked]:bg-ink-950 rtl:-translate-x-[3px] rtl:data-[state=checked]:-translate-x-[19px]" />
    </Radix.Root>
  )
}
