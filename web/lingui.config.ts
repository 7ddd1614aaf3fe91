import { defineConfig } from '@lingui/cli'

export default defineConfig({
  sourceLocale: 'en',
  // ar-XB is English in disguise, accented and laid out from right to left: what breaks in it breaks in Arabic.
  locales: ['en', 'de', 'ar-XB'],
  pseudoLocale: 'ar-XB',
  fallbackLocales: { 'ar-XB': 'en' },
  // Each feature keeps its own catalogs, so that two features never edit the same file.
  catalogs: [
    {
      path: '<rootDir>/src/locales/{locale}',
      include: ['<rootDir>/src/app', '<rootDir>/src/components', '<rootDir>/src/lib', '<rootDir>/src/api'],
      exclude: ['<rootDir>/src/lib/genres'],
    },
    // The names of genres come from the server in English, so that English needs none of these.
    { path: '<rootDir>/src/lib/genres/locales/{locale}', include: ['<rootDir>/src/lib/genres'] },
    { path: '<rootDir>/src/features/{name}/locales/{locale}', include: ['<rootDir>/src/features/{name}'] },
  ],
  orderBy: 'message',
})
