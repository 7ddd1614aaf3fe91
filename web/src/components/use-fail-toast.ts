import { useLingui } from '@lingui/react/macro'
import { ApiError } from '@/api/errors'
import { useErrorWords } from './error-state'
import { toast } from './ui/toaster'

/** For actions without a form, `save().catch(fail())`: what did not work, and why, in the language on screen. */
export function useFailToast(): (message?: string) => (cause: unknown) => void {
  const { t, i18n } = useLingui()
  const words = useErrorWords()
  return (message = t`That did not work`) =>
    async (cause) => {
      // No first screen carries the words of all refusals.
      const refusals = cause instanceof ApiError ? await import('./refusal-text').catch(() => null) : null
      const known = refusals?.refusalWords(cause)
      void toast(message, { tone: 'error', description: known ? i18n._(known) : words(cause) })
    }
}
