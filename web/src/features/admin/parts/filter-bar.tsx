import { Search } from 'lucide-react'
import type { ReactNode } from 'react'
import { Input } from '@/components/ui/input'
import { Select, type SelectProps } from '@/components/ui/select'

export function FilterBar({ children }: { children: ReactNode }) {
  return <div className="mb-4 flex flex-wrap items-center gap-2">{children}</div>
}

export interface TextFilterProps {
  label: string
  value: string
  onValueChange: (text: string) => void
}

export function TextFilter({ label, value, onValueChange }: TextFilterProps) {
  return (
    <div className="relative w-full sm:w-64">
      <Search
        aria-hidden
        className="pointer-events-none absolute start-3 top-1/2 size-4 -translate-y-1/2 text-smoke"
      />
      <Input
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        onChange={(event) => onValueChange(event.target.value)}
        className="h-9! ps-9! text-13! pointer-coarse:h-11!"
      />
    </div>
  )
}

/** A select whose first option is "all". */
export function ChoiceFilter(props: SelectProps<string>) {
  return (
    <Select
      {...props}
      className="w-auto! [&_select]:h-9 [&_select]:min-w-36 [&_select]:text-13 pointer-coarse:[&_select]:h-11"
    />
  )
}
