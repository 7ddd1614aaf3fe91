import { useFormat } from '@/lib/use-format'

/** "German and English" of language tags, in the language on screen; a tag that nobody knows stays as it is. */
export function useLanguageNames() {
  const { locale, list } = useFormat()
  const names = new Intl.DisplayNames(locale, { type: 'language', fallback: 'code' })
  const nameOf = (tag: string) => {
    try {
      return names.of(tag) ?? tag
    } catch {
      // Files carry tags that are none, such as "und2" or a whole word.
      return tag
    }
  }
  return (tags: readonly string[]): string => list(tags.filter((tag) => tag !== 'und').map(nameOf))
}
