import type { I18n, MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { ApiError } from '@/api/errors'

/** Why the server has nothing to play, by the reason that it gives. */
const NOTHING: Record<string, MessageDescriptor> = {
  being_fetched: msg`The film is being fetched. A stand-in is drawn meanwhile: try again soon.`,
  disk_silent: msg`The disk of this title does not answer. Try again soon.`,
  leaves_library: msg`The file of this title is a link to a place outside of its library.`,
  no_file: msg`The file of this title is not here yet, or no longer.`,
  not_yours: msg`There is no such film or episode in your libraries.`,
  removed: msg`This title is no longer in the library.`,
}

/** A refused plan in the language on screen; null for a refusal that this page does not know. */
export function refusalText(error: unknown, i18n: I18n): string | null {
  if (!(error instanceof ApiError)) return null
  if (error.code === 'FileGone') return i18n._(msg`The file of this title is gone from its disk.`)
  if (error.code !== 'NothingToPlay') return null
  const reason = String(error.facts['reason'])
  const known = Object.hasOwn(NOTHING, reason) && NOTHING[reason]
  return known ? i18n._(known) : null
}
