import { i18n, type Messages } from '@lingui/core'

export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const
export type Language = keyof typeof LANGUAGES

// For tests of the layout: English with accents, right to left. Never offered, but `?lang=ar-XB` shows it.
const MIRRORED = 'ar-XB'
const STORAGE_KEY = 'kino.language'

const catalogs = import.meta.glob<Messages>('../**/locales/*.po', { import: 'messages' })

/** The first of: `?lang=`, the member's choice on this device, what the server says, the browser's languages. */
export function preferredLanguage(fromServer?: string | null): string {
  const asked = new URLSearchParams(location.search).get('lang')
  const wishes = [asked, localStorage.getItem(STORAGE_KEY), fromServer, ...navigator.languages]
  for (const wish of wishes) {
    if (wish === MIRRORED) return wish
    const base = wish?.toLowerCase().split('-')[0]
    if (base && base in LANGUAGES) return base
  }
  return 'en'
}

/** Loads a language's catalogs, shows it, and turns the page's direction. */
export async function activateLanguage(language: string): Promise<void> {
  const own = Object.entries(catalogs).filter(([path]) => path.endsWith(`/${language}.po`))
  const parts = await Promise.all(own.map(([, load]) => load()))
  i18n.loadAndActivate({ locale: language, messages: Object.assign({}, ...parts) as Messages })
  document.documentElement.lang = language === MIRRORED ? 'ar' : language
  document.documentElement.dir = language === MIRRORED ? 'rtl' : 'ltr'
}

/** The member chose a language on this device. */
export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(STORAGE_KEY, language)
  await activateLanguage(language)
}

export { i18n }
