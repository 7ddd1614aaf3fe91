import { useLingui } from '@lingui/react'

export const slugOf = (name: string) => name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-')

/** A genre in the language on screen; one that is not well known keeps the name that its title came with. */
export function useGenreName(): (name: string) => string {
  const { _, i18n } = useLingui()
  return (name) => {
    const id = `genre.${slugOf(name)}`
    return Object.hasOwn(i18n.messages, id) ? _(id) : name
  }
}
