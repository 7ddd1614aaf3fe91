import type { Messages } from '@lingui/core'

/** The catalogs of the mirrored language, apart from the others: nobody's first screen carries their names along. */
export const catalogs = import.meta.glob<Messages>(['../**/locales/ar-XB.po', '!./genres/locales/ar-XB.po'], {
  import: 'messages',
})
