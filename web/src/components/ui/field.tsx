import { cloneElement, type ReactElement, type ReactNode, useId } from 'react'
import { cn } from '@/lib/cn'

interface ControlProps {
  id?: string
  'aria-describedby'?: string | undefined
  'aria-invalid'?: boolean | undefined
}

export interface FieldProps {
  label: ReactNode
  hint?: ReactNode
  /** react-hook-form's `formState.errors.x?.message`. */
  error?: string | undefined
  /** `row`: label left, control right, for switches and checkboxes. */
  layout?: 'stack' | 'row'
  className?: string
  /** One control: Input, Select, Switch … ; it receives id and aria attributes. */
  children: ReactElement<ControlProps>
}

/** Label, control, hint and error, tied together for screen readers: `<Field label error><Input {...register('x')} /></Field>` */
export function Field({ label, hint, error, layout = 'stack', className, children }: FieldProps) {
  const id = useId()
  const controlId = children.props.id ?? id
  const note = error ?? hint
  const control = cloneElement(children, {
    id: controlId,
    'aria-describedby': note ? `${id}-note` : undefined,
    'aria-invalid': error ? true : undefined,
  })
  const labelled = (
    <label htmlFor={controlId} className="text-15 text-bone">
      {label}
    </label>
  )
  const explained = note && (
    <p
      id={`${id}-note`}
      className={cn('text-13', error ? 'text-rose' : 'text-smoke')}
      aria-live={error ? 'polite' : undefined}
    >
      {note}
    </p>
  )
  if (layout === 'row') {
    return (
      <div className={cn('flex min-h-11 items-center justify-between gap-6', className)}>
        <div className="grid gap-0.5">
          {labelled}
          {explained}
        </div>
        {control}
      </div>
    )
  }
  return (
    <div className={cn('grid gap-2', className)}>
      {labelled}
      {control}
      {explained}
    </div>
  )
}
