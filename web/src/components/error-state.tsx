import { useLingui } from '@lingui/react/macro'
import { RotateCw } from 'lucide-react'
import type { ReactNode } from 'react'
import { ApiError, UnreachableError } from '@/api/errors'
import { useOnline } from '@/lib/use-online'
import { cn } from '@/lib/cn'
import { Button } from './ui/button'

/** One plain sentence for any error: the server's own words when it refused, ours when it did not answer. */
export function useErrorWords(): (error: unknown) => string {
  const { t } = useLingui()
  const isOnline = useOnline()
  return (error) => {
    if (error instanceof ApiError && error.code !== 'UnexpectedAnswer') return error.message
    if (!isOnline) return t`This device has no network. Kino goes on when it is back.`
    if (error instanceof UnreachableError)
      return t`Kino does not answer. It may be starting, or it is switched off.`
    if (error instanceof ApiError)
      return t`Something between here and Kino answered instead of it (${error.status}).`
    return t`Something went wrong on this page.`
  }
}

/** The same for an error that is known already. */
export const useErrorText = (error: unknown): string => useErrorWords()(error)

export interface ErrorStateProps {
  error: unknown
  /** Shown as the button Try again. */
  onRetry?: () => void
  isRetrying?: boolean
  title?: ReactNode
  action?: ReactNode
  level?: 1 | 2
  className?: string
}

/** Stands where the content would stand, in its size; says what happened and what can be done. */
export function ErrorState({
  error,
  onRetry,
  isRetrying,
  title,
  action,
  level = 2,
  className,
}: ErrorStateProps) {
  const { t } = useLingui()
  const text = useErrorText(error)
  const Heading = level === 1 ? 'h1' : 'h2'
  return (
    <div
      role="alert"
      className={cn('mx-auto flex max-w-[520px] flex-col items-center px-5 py-20 text-center', className)}
    >
      <Heading className="serif text-28">{title ?? t`That did not work`}</Heading>
      <p className="mt-3 text-15 text-pretty text-ash">{text}</p>
      <div className="mt-7 flex flex-wrap justify-center gap-3">
        {onRetry && (
          <Button onClick={onRetry} isBusy={isRetrying ?? false}>
            <RotateCw aria-hidden />
            {t`Try again`}
          </Button>
        )}
        {action}
      </div>
    </div>
  )
}
