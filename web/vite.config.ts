import { fileURLToPath } from 'node:url'
import { lingui, linguiTransformerBabelPreset } from '@lingui/vite-plugin'
import babel from '@rolldown/plugin-babel'
import tailwindcss from '@tailwindcss/vite'
import react, { reactCompilerPreset } from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { precompress } from './build/precompress.ts'
import { preloadFonts } from './build/preload-fonts.ts'
import { pwaOptions } from './build/pwa-options.ts'

const apiTarget = process.env['KINO_DEV_API'] ?? 'http://127.0.0.1:8096'

// Everything that the first screen needs whichever it is. One file, because it changes only with a dependency.
const FRAMEWORK =
  /node_modules\/(react|react-dom|scheduler|react-router|@tanstack\/(react-query|query-core)|@lingui\/(core|react)|openapi-fetch|openapi-react-query)\//

// What the first screen draws, whichever it is. Left alone it falls into fifty files of half a kilobyte, which gzip
// cannot shorten and the browser has to ask for one by one.
const FIRST_SCREEN = new RegExp(
  [
    'src/(app|api)/(?!dev/)',
    'src/lib/(?!zod-form|use-new-password|copy-text|spatial-grid)',
    'src/features/[\\w-]+/module\\.tsx',
    'src/components/(app-bar|tab-bar|error-state|empty-state|wordmark|page-title|offline-banner|use-undoable|title-actions)',
    'src/components/ui/(button|icon-button|tooltip|toaster|skeleton|avatar)\\b',
  ].join('|'),
)
// What Browse, the walls and a title's page draw; the way in and the admin's rooms do without.
const CARDS =
  /src\/components\/(backdrop|poster|drawn-|row|virtual-rows|title-card|title-grid|landscape-card|hover-card|play-button|loaded)|src\/lib\/spatial-grid|@tanstack\/(react-virtual|virtual-core)\//

// The words of what stands around all pages and of the home screen in one file a language, the others by feature.
const languageOf = (id: string) => {
  const [, feature, language] = /(?:features\/([\w-]+)\/)?locales\/([\w-]+)\.po/.exec(id) ?? []
  if (!language) return null
  const isFirst = !feature || ['title', 'profiles', 'browse'].includes(feature)
  return isFirst ? `language-${language}` : `words-${feature}-${language}`
}

// Babel stays for the React compiler, so the macro goes through it too; Lingui's advice to drop it is not for us.
process.env['LINGUI_SUPPRESS_BABEL_WARNING'] ??= '1'

export default defineConfig({
  plugins: [
    react(),
    // Presets run from last to first: the macro comes before the compiler, which would rename what messages hold.
    babel({ presets: [reactCompilerPreset(), linguiTransformerBabelPreset()] }),
    lingui(),
    tailwindcss(),
    preloadFonts(),
    VitePWA(pwaOptions),
    precompress(),
  ],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: { proxy: { '/api': { target: apiTarget, changeOrigin: false } } },
  build: {
    outDir: '../kino/web_dist',
    emptyOutDir: true,
    // Fonts and pictures stay files: a data URL in the CSS would block the first paint with bytes nobody asked for.
    assetsInlineLimit: 512,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'framework', test: FRAMEWORK },
            { name: 'house', test: FIRST_SCREEN },
            { name: 'cards', test: CARDS },
            { debugName: 'languages', name: languageOf },
          ],
        },
      },
    },
  },
})
