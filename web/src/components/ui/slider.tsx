import { Slider as Radix } from 'radix-ui'
import type { ComponentProps } from 'react'
import { cn } from '@/lib/cn'

export interface SliderProps extends Omit<
  ComponentProps<typeof Radix.Root>,
  'value' | 'onValueChange' | 'onValueCommit' | 'defaultValue'
> {
  value: number
  onValueChange: (value: number) => void
  onValueCommit?: (value: number) => void
  'aria-label': string
  /** What a screen reader says for the value: "42 minutes". */
  valueText?: string
}

export function Slider({ value, onValueChange, onValueCommit, valueText, className, ...props }: SliderProps) {
  const { 'aria-label': label, ...rest } = props
  return (
    <Radix.Root
      value={[value]}
      onValueChange={([next]) => next !== undefined && onValueChange(next)}
      {...(onValueCommit
        ? { onValueCommit: ([next]: number[]) => next !== undefined && onValueCommit(next) }
        : {})}
      className={cn(
        'relative flex h-6 w-full touch-none items-center select-none data-[disabled]:opacity-40',
        className,
      )}
      {...rest}
    >
      <Radix.Track className="relative h-1 grow rounded-full bg-bone/20">
        <Radix.Range className="absolute h-full rounded-full bg-bone" />
      </Radix.Track>
      <Radix.Thumb
        aria-label={label}
        aria-valuetext={valueText}
        className="block size-4 rounded-full bg-bone shadow-[0_1px_4px_rgb(0_0_0/0.6)] transition-transform duration-(--ms-press) after:absolute after:-inset-3 hover:scale-110"
      />
    </Radix.Root>
  )
}
