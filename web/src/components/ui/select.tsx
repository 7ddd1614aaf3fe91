import { ChevronDown } from 'lucide-react'
import type { ComponentProps } from 'react'
import { cn } from '@/lib/cn'
import { controlFace } from './input'

export interface SelectOption<Value extends string = string> {
  value: Value
  label: string
  isDisabled?: boolean
}

export interface SelectProps<Value extends string> extends Omit<
  ComponentProps<'select'>,
  'value' | 'defaultValue' | 'children' | 'size' | 'multiple'
> {
  value: Value | undefined
  onValueChange: (value: Value) => void
  options: readonly SelectOption<Value>[]
  /** Shown while nothing is chosen. */
  placeholder?: string
  /** `quiet` is the season select on a picture: no border, bone text. */
  look?: 'field' | 'quiet'
}

/**
 * The browser's own select: phones show their wheel, every screen reader knows it, and it costs no code. Where the
 * browser lets its list be styled (`appearance: base-select`), it looks like our menus; see styles/base.css.
 */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const { value, onValueChange, options, placeholder, look = 'field', className, ...rest } = props
  return (
    <span className={cn('relative inline-flex', look === 'field' && 'w-full', className)}>
      <select
        {...rest}
        value={value ?? ''}
        onChange={(event) => onValueChange(event.target.value as Value)}
        className={cn(
          'select h-11 w-full text-start',
          look === 'field'
            ? cn(controlFace, 'ps-3.5 pe-10')
            : 'rounded-control bg-bone/12 ps-4 pe-10 text-15 font-medium text-bone transition-colors hover:bg-bone/18',
        )}
      >
        {value === undefined && (
          <option value="" disabled hidden>
            {placeholder ?? ''}
          </option>
        )}
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.isDisabled ?? false}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute end-3.5 top-1/2 size-4 -translate-y-1/2 text-ash"
      />
    </span>
  )
}
