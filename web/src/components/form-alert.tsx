import { useLingui } from '@lingui/react'
import { CircleAlert } from 'lucide-react'
import { cn } from '@/lib/cn'
import { useErrorText } from './error-state'
import { refusalWords } from './refusal-text'

/** Why a form was refused, above its button. Nothing without an error. */
export function FormAlert({ error, className }: { error: unknown; className?: string }) {
  const { _ } = useLingui()
  const told = useErrorText(error)
  if (!error) return null
  const known = refusalWords(error)
  return (
    <p role="alert" className={cn('flex items-start gap-2.5 text-15 text-rose', className)}>
      <CircleAlert aria-hidden className="mt-0.5 size-[18px] shrink-0" />
      {known ? _(known) : told}
    </p>
  )
}
