import { i18n, type Messages } from '@lingui/core'

export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const
export type Language = keyof typeof LANGUAGES

// For tests of the layout: English with accents, right to left. Never offered, but `?lang=ar-XB` shows it.
const MIRRORED = 'ar-XB'
const STORAGE_KEY = 'kino.language'

const catalogs = import.meta.glob<Messages>(
  ['../**/locales/*.po', '!../**/locales/ar-XB.po', '!./genres/locales/en.po'],
  { import: 'messages' },
)

/**
 * The first of: `?lang=`, what the server says of the profile that watches, what was chosen on this device at the door,
 * the browser's languages.
 */
export function preferredLanguage(fromServer?: string | null): string {
  const asked = new URLSearchParams(location.search).get('lang')
  const wishes = [asked, fromServer, localStorage.getItem(STORAGE_KEY), ...navigator.languages]
  for (const wish of wishes) {
    if (wish === MIRRORED) return wish
    const base = wish?.toLowerCase().split('-')[0]
    if (base && base in LANGUAGES) return base
  }
  return 'en'
}

// Whose words are needed so far: '' is what all features share. The others come with a feature's pages.
const wanted = new Set([''])
let shown: string | undefined

const featureOf = (path: string) => /features\/([\w-]+)\//.exec(path)?.[1] ?? ''

async function load(language: string, isWanted: (feature: string) => boolean): Promise<void> {
  const all = language === MIRRORED ? (await import('./mirrored-words')).catalogs : catalogs
  const own = Object.entries(all).filter(
    ([path]) => path.endsWith(`/${language}.po`) && isWanted(featureOf(path)),
  )
  const parts = await Promise.all(own.map(([, loadPart]) => loadPart()))
  i18n.load(language, Object.assign({}, ...parts) as Messages)
}

/** The words of a feature, in the language on screen; at once when they are there already. */
export async function loadFeatureWords(feature: string): Promise<void> {
  if (wanted.has(feature)) return
  wanted.add(feature)
  // Before a language is chosen there is nothing to load: choosing it brings all that is wanted by then.
  if (shown === undefined) return
  await load(shown, (name) => name === feature).catch((error: unknown) => {
    wanted.delete(feature)
    throw error
  })
}

/** Loads a language's catalogs, shows it, and turns the page's direction. */
export async function activateLanguage(language: string): Promise<void> {
  shown = language
  await load(language, (feature) => wanted.has(feature))
  i18n.activate(language)
  document.documentElement.lang = language === MIRRORED ? 'ar' : language
  document.documentElement.dir = language === MIRRORED ? 'rtl' : 'ltr'
}

/** A language was chosen on this device, by nobody yet: it holds at the door, until somebody's own comes. */
export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(STORAGE_KEY, language)
  await activateLanguage(language)
}

export { i18n }
