import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { useLingui } from '@lingui/react'
import { ApiError } from '@/api/errors'
import { useErrorText } from './error-state'

/**
 * Refusals that people meet while they type, in their own language. What is not here is told in the server's words.
 */
const REFUSALS: Record<string, MessageDescriptor> = {
  WrongPassword: msg`The name or the password is not right.`,
  AccountSwitchedOff: msg`An admin has switched this account off.`,
  TooManyAttempts: msg`Those were too many tries. Wait a minute, then try again.`,
  PasswordTooWeak: msg`This password is too easy to guess. Take at least 8 characters, and nothing common.`,
  NameUnusable: msg`This name cannot be used. Choose another one.`,
  NameTaken: msg`Somebody in this house already has this name.`,
  SetupClosed: msg`This link has been used or replaced by a newer one.`,
  RegistrationClosed: msg`This house takes no new members at the moment.`,
  InvitationNotValid: msg`This invitation was used, withdrawn or has run out.`,
  ResetLinkNotValid: msg`This link was used, replaced or has run out.`,
  LastProfile: msg`An account keeps at least one profile.`,
  TooManyProfiles: msg`There is no room for one more profile. Delete one first.`,
  LastAdmin: msg`The house would be left without an admin. Make someone else admin first.`,
  FolderNotFound: msg`This folder does not exist any more.`,
  FolderOutsideRoots: msg`This folder lies outside of what Kino may read.`,
  FolderIsOurs: msg`This is Kino’s own data folder; films belong elsewhere.`,
  FolderUnreadable: msg`Kino may not read this folder.`,
  FolderOverlaps: msg`This folder is inside a library already, or holds one.`,
  DiskSilent: msg`The disk does not answer. It may be asleep or disconnected.`,
}

/** One sentence for a refused or failed request, translated where it can be. */
export function useRefusalText(error: unknown): string {
  const { _ } = useLingui()
  const fallback = useErrorText(error)
  const known = error instanceof ApiError ? REFUSALS[error.code] : undefined
  return known ? _(known) : fallback
}
