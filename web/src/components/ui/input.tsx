import type { ComponentProps } from 'react'
import { cn } from '@/lib/cn'

export const controlFace =
  'w-full rounded-control border border-line bg-ink-800 text-15 text-bone transition-colors placeholder:text-smoke hover:border-smoke aria-invalid:border-rose disabled:opacity-45'

export function Input({ className, ...props }: ComponentProps<'input'>) {
  return <input className={cn(controlFace, 'h-11 px-3.5', className)} {...props} />
}
