import type { ComponentProps } from 'react'
import { cn } from '@/lib/cn'
import { controlFace } from './input'

/** Grows with its text where the browser can. */
export function Textarea({ className, rows = 3, ...props }: ComponentProps<'textarea'>) {
  return (
    <textarea
      rows={rows}
      className={cn(controlFace, 'field-sizing-content px-3.5 py-2.5', className)}
      {...props}
    />
  )
}
