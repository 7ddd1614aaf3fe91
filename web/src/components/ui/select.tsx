import { Check, ChevronDown } from 'lucide-react'
import { Select as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { cn } from '@/lib/cn'
import { usePortalHome } from '@/lib/portal-home'
import { menuItem, menuPanel } from './dropdown-menu'
import { controlFace } from './input'

export interface SelectOption<Value extends string = string> {
  value: Value
  label: ReactNode
  isDisabled?: boolean
}

export interface SelectProps<Value extends string> {
  value: Value | undefined
  onValueChange: (value: Value) => void
  options: readonly SelectOption<Value>[]
  placeholder?: string
  /** Needed where no Field gives a label. */
  'aria-label'?: string
  id?: string
  'aria-describedby'?: string | undefined
  'aria-invalid'?: boolean | undefined
  disabled?: boolean
  /** `quiet` is the season select on a picture: no border, bone text. */
  look?: 'field' | 'quiet'
  className?: string
}

export function Select<Value extends string>(props: SelectProps<Value>) {
  const { value, onValueChange, options, placeholder, look = 'field', className, disabled, ...rest } = props
  const home = usePortalHome()
  return (
    <Radix.Root
      onOpenChange={home.onOpenChange}
      value={value ?? ''}
      onValueChange={(next) => onValueChange(next as Value)}
      disabled={disabled ?? false}
    >
      <Radix.Trigger
        {...rest}
        className={cn(
          look === 'field'
            ? controlFace
            : 'rounded-control bg-bone/12 px-4 font-medium transition-colors hover:bg-bone/18',
          'flex h-11 items-center justify-between gap-3 text-start data-[placeholder]:text-smoke [&>span]:truncate',
          className,
        )}
      >
        <Radix.Value placeholder={placeholder} />
        <Radix.Icon>
          <ChevronDown className="size-4 text-ash" />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal container={home.container}>
        <Radix.Content
          position="popper"
          sideOffset={6}
          collisionPadding={12}
          className={cn(
            menuPanel,
            'max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width)',
          )}
        >
          <Radix.Viewport>
            {options.map((option) => (
              <Radix.Item
                key={option.value}
                value={option.value}
                disabled={option.isDisabled ?? false}
                className={cn(menuItem, 'pe-9 data-[state=checked]:text-ember-hi')}
              >
                <Radix.ItemText>{option.label}</Radix.ItemText>
                <Radix.ItemIndicator className="absolute end-3">
                  <Check className="text-ember-hi!" />
                </Radix.ItemIndicator>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
