import { useLingui } from '@lingui/react/macro'
import { cn } from '@/lib/cn'
import { Avatar, AVATAR_COUNT } from './ui/avatar'

export interface AvatarPickerProps {
  value: number
  onValueChange: (portrait: number) => void
  /** Whose portrait it is. */
  name: string
  className?: string
}

const PORTRAITS = Array.from({ length: AVATAR_COUNT }, (_, portrait) => portrait)

/** The twelve portraits as one group of radio buttons: arrows move, Space chooses. */
export function AvatarPicker({ value, onValueChange, name, className }: AvatarPickerProps) {
  const { t } = useLingui()
  return (
    <fieldset className={className}>
      <legend className="mb-2 text-15 text-bone">{t`Portrait`}</legend>
      <div className="grid grid-cols-6 gap-2">
        {PORTRAITS.map((portrait) => (
          <label
            key={portrait}
            className={cn(
              'relative aspect-square cursor-pointer overflow-hidden rounded-card transition-opacity duration-(--ms-menu) hover:opacity-100',
              'has-focus-visible:outline-2 has-focus-visible:outline-offset-3 has-focus-visible:outline-bone',
              portrait === value ? 'ring-2 ring-ember ring-offset-2 ring-offset-ink-950' : 'opacity-60',
            )}
          >
            <input
              type="radio"
              name="portrait"
              value={portrait}
              checked={portrait === value}
              onChange={() => onValueChange(portrait)}
              aria-label={t`Portrait ${portrait + 1}`}
              className="absolute inset-0 cursor-pointer opacity-0"
            />
            <Avatar name={name} portrait={portrait} className="size-full!" />
          </label>
        ))}
      </div>
    </fieldset>
  )
}
