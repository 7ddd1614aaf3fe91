import { useLingui } from '@lingui/react/macro'

export type LibraryKind = 'movies' | 'series' | 'mixed'

/** The kinds of library with what they hold, in the order they are offered. */
export function useLibraryKinds(): readonly { value: LibraryKind; label: string }[] {
  const { t } = useLingui()
  return [
    { value: 'mixed', label: t`Films and series` },
    { value: 'movies', label: t`Films` },
    { value: 'series', label: t`Series` },
  ]
}
