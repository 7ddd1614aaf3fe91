import { useLingui } from '@lingui/react/macro'
import { $api } from '@/api/client'
import { cn } from '@/lib/cn'
import type { Kind } from './grid-filter'

const LETTERS = ['#', ...'abcdefghijklmnopqrstuvwxyz']

export interface LetterStripProps {
  kind: Kind
  letter: string | null
  onChange: (letter: string | null) => void
}

/** A to Z. A letter without titles stays in its place, so that the eye finds the others; it cannot be pressed. */
export function LetterStrip({ kind, letter, onChange }: LetterStripProps) {
  const { t } = useLingui()
  const letters = $api.useQuery('get', '/api/titles/letters', { params: { query: { kind } } })
  const known = new Set(letters.data?.filter((one) => one.count > 0).map((one) => one.letter))
  return (
    <div
      role="group"
      aria-label={t`First letter`}
      className="no-scrollbar flex h-11 items-center overflow-x-auto border-y hairline gutter"
    >
      {LETTERS.map((one) => {
        const isOn = one === letter
        return (
          <button
            key={one}
            type="button"
            aria-pressed={isOn}
            disabled={!known.has(one) && !isOn}
            aria-label={one === '#' ? t`Numbers and signs` : one.toUpperCase()}
            onClick={() => onChange(isOn ? null : one)}
            className={cn(
              'relative h-11 min-w-8 flex-1 text-13 font-medium transition-colors hover:text-bone focus-visible:-outline-offset-2 disabled:text-ink-700 pointer-coarse:min-w-11',
              isOn
                ? 'text-bone after:absolute after:inset-x-1 after:bottom-0 after:h-0.5 after:bg-ember'
                : 'text-ash',
            )}
          >
            {one.toUpperCase()}
          </button>
        )
      })}
    </div>
  )
}
