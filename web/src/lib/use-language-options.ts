import { useFormat } from './use-format'

// Languages that films of a household come in; what a file holds beyond them is still offered in the player.
const SPOKEN = [
  'ar',
  'bg',
  'bn',
  'ca',
  'cs',
  'da',
  'de',
  'el',
  'en',
  'es',
  'et',
  'fa',
  'fi',
  'fr',
  'he',
  'hi',
  'hr',
  'hu',
  'id',
  'is',
  'it',
  'ja',
  'ko',
  'lt',
  'lv',
  'nb',
  'nl',
  'pl',
  'pt',
  'ro',
  'ru',
  'sk',
  'sl',
  'sr',
  'sv',
  'ta',
  'th',
  'tr',
  'uk',
  'vi',
  'zh',
] as const

/** Languages by their names on screen, in its order: BCP 47 tags with labels. */
export function useLanguageOptions(): { value: string; label: string }[] {
  const { locale } = useFormat()
  const names = new Intl.DisplayNames([locale], { type: 'language' })
  const order = new Intl.Collator(locale)
  return SPOKEN.map((value) => ({ value: value as string, label: names.of(value) ?? value })).toSorted(
    (a, b) => order.compare(a.label, b.label),
  )
}
