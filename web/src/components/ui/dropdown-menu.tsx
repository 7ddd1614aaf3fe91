import { Check } from 'lucide-react'
import { DropdownMenu as Radix } from 'radix-ui'
import type { ComponentProps, ReactElement, ReactNode } from 'react'
import { cn } from '@/lib/cn'
import { usePortalHome } from '@/lib/portal-home'

export const menuPanel =
  'menu-motion lit z-50 min-w-48 rounded-panel bg-ink-850 p-1.5 text-15 text-bone outline-none'
export const menuItem =
  'relative flex min-h-10 cursor-default items-center gap-3 rounded-control px-3 outline-none select-none data-[highlighted]:bg-bone/10 data-[disabled]:opacity-40 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-ash'

export interface DropdownMenuProps {
  trigger: ReactElement
  children: ReactNode
  align?: 'start' | 'center' | 'end'
  side?: 'top' | 'bottom'
  /** Open from the start: its code came with the press that wanted it. */
  defaultOpen?: boolean
}

/** A menu of actions under a button. Its children are the Menu… parts below. */
export function DropdownMenu({
  trigger,
  children,
  align = 'end',
  side = 'bottom',
  defaultOpen = false,
}: DropdownMenuProps) {
  const home = usePortalHome(defaultOpen)
  return (
    <Radix.Root modal={false} defaultOpen={defaultOpen} onOpenChange={home.onOpenChange}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal container={home.container}>
        <Radix.Content align={align} side={side} sideOffset={8} collisionPadding={12} className={menuPanel}>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

export interface MenuItemProps extends ComponentProps<typeof Radix.Item> {
  icon?: ReactNode
  shortcut?: string
  isDanger?: boolean
}

export function MenuItem({ icon, shortcut, isDanger, className, children, ...props }: MenuItemProps) {
  return (
    <Radix.Item className={cn(menuItem, isDanger && 'text-rose [&_svg]:text-rose!', className)} {...props}>
      {/* With asChild the one child must stay the one child; its icon is its own. */}
      {props.asChild ? (
        children
      ) : (
        <>
          {icon}
          <span className="flex-1">{children}</span>
          {shortcut && <kbd className="font-sans text-12 text-smoke">{shortcut}</kbd>}
        </>
      )}
    </Radix.Item>
  )
}

export function MenuCheckboxItem({
  children,
  className,
  ...props
}: ComponentProps<typeof Radix.CheckboxItem>) {
  return (
    <Radix.CheckboxItem className={cn(menuItem, 'ps-9', className)} {...props}>
      <Radix.ItemIndicator className="absolute start-3">
        <Check />
      </Radix.ItemIndicator>
      {children}
    </Radix.CheckboxItem>
  )
}

export interface MenuRadioGroupProps {
  value: string
  onValueChange: (value: string) => void
  options: readonly { value: string; label: ReactNode }[]
}

export function MenuRadioGroup({ value, onValueChange, options }: MenuRadioGroupProps) {
  return (
    <Radix.RadioGroup value={value} onValueChange={onValueChange}>
      {options.map((option) => (
        <Radix.RadioItem
          key={option.value}
          value={option.value}
          className={cn(menuItem, 'ps-9 data-[state=checked]:text-ember-hi')}
        >
          <Radix.ItemIndicator className="absolute start-3">
            <Check className="text-ember-hi!" />
          </Radix.ItemIndicator>
          {option.label}
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  )
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className="px-3 pt-2 pb-1 text-13 text-smoke">{children}</Radix.Label>
}

export function MenuSeparator() {
  return <Radix.Separator className="mx-3 my-1.5 h-px bg-ink-700" />
}
