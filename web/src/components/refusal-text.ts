import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { ApiError } from '@/api/errors'

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

/** Ours for this refusal; null when there are only the server's. */
export const refusalWords = (error: unknown): MessageDescriptor | null =>
  (error instanceof ApiError && REFUSALS[error.code]) || null
