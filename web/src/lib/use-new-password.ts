import { useLingui } from '@lingui/react/macro'
import { z } from '@/lib/zod-form'

const SHORTEST = 8

/** The checks of a new password that need no server; the server also refuses common ones. */
export function useNewPassword() {
  const { t } = useLingui()
  return {
    schema: z.string().check(z.minLength(SHORTEST, t`At least ${SHORTEST} characters.`)),
    hint: t`At least ${SHORTEST} characters. Three unusual words are easy to remember and hard to guess.`,
  }
}
