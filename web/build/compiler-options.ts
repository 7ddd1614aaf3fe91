// Drawn once a page, or only ever with new children: to memoise them wins nothing and is 7 kB (gzip) of the first Browse.
// Rows and cards are compiled: a scroll through 50 rows takes 80 % more script time without.
const DRAWN_ONCE = new RegExp(
  [
    'src/app/',
    'src/components/(app-bar|tab-bar|backdrop|empty-state|error-state|loaded|offline-banner|page-title|row-skeleton|wordmark)',
    'src/components/ui/(avatar|button|icon-button|skeleton|toaster|tooltip)',
    'src/features/browse/(hero|home-page|home-skeleton)',
    'src/features/profiles/account-',
  ].join('|'),
)

/** For reactCompilerPreset(). */
export const compilerOptions = { sources: (file: string) => !DRAWN_ONCE.test(file) }
