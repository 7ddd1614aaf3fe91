import { fileURLToPath } from 'node:url'
import { lingui, linguiTransformerBabelPreset } from '@lingui/vite-plugin'
import babel from '@rolldown/plugin-babel'
import tailwindcss from '@tailwindcss/vite'
import react, { reactCompilerPreset } from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { compilerOptions } from './build/compiler-options.ts'
import { precompress } from './build/precompress.ts'
import { preloadFonts } from './build/preload-fonts.ts'
import { pwaOptions } from './build/pwa-options.ts'

const apiTarget = process.env['KINO_DEV_API'] ?? 'http://127.0.0.1:8096'

// Everything that the first screen needs whichever it is. One file, because it changes only with a dependency.
const FRAMEWORK =
  /node_modules\/(react|react-dom|scheduler|react-router|@radix-ui\/react-direction|@tanstack\/(react-query|query-core)|@lingui\/(core|react)|openapi-fetch|openapi-react-query)\//

// What the first screen draws, whichever it is. Left alone it falls into fifty files of half a kilobyte, which gzip
// cannot shorten and the browser has to ask for one by one.
const FIRST_SCREEN = new RegExp(
  [
    'src/(app|api)/(?!dev/|profiles)',
    'src/lib/(?!arrow-walk|format-technical|use-technical-format|unfolded|mirrored-words|portal-home|genres/|zod-form|use-new-password|use-typed-param|use-language-options|use-library-kinds|copy-text|spatial-grid|line|scroll-place|card-focus|use-measured-heights|use-page-offset)',
    'src/features/[\\w-]+/module\\.tsx',
    'src/features/profiles/account-(button|face)',
    'src/components/(app-bar|tab-bar|error-state|empty-state|wordmark|page-title|offline-banner|lazy-part|use-fail-toast|use-undoable|title-actions)',
    'src/components/ui/(button|icon-button|tooltip|toaster|skeleton|avatar)\\b',
  ].join('|'),
)
// What Browse, the walls and a title's page draw; the way in and the admin's rooms do without.
const CARDS =
  /src\/components\/(backdrop|poster|drawn-|row|virtual-rows|title-card|landscape-card|hover-card|play-button|spoiler-shield|loaded|more-pages)|src\/lib\/(spatial-grid|line|scroll-place|card-focus|use-measured-heights|use-page-offset)/

// A catalog's file says whose words it holds and in which language.
const wordsName = (id: string) => {
  const [, feature = 'all', language] =
    /(?:(?:features|lib)\/([\w-]+)\/)?locales\/([\w-]+)\.po/.exec(id) ?? []
  return language && `words-${feature}-${language}`
}

// Babel stays for the React compiler, so the macro goes through it too; Lingui's advice to drop it is not for us.
process.env['LINGUI_SUPPRESS_BABEL_WARNING'] ??= '1'

export default defineConfig({
  plugins: [
    react(),
    // Presets run from last to first: the macro comes before the compiler, which would rename what messages hold.
    babel({ presets: [reactCompilerPreset(compilerOptions), linguiTransformerBabelPreset()] }),
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
    // Every browser that runs this code preloads modules by itself.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // Every name is in the first script's list of what belongs together, and a hash does not compress.
        chunkFileNames: ({ facadeModuleId, name }) =>
          `assets/${wordsName(facadeModuleId ?? '') ?? name}-[hash:7].js`,
        codeSplitting: {
          groups: [
            { name: 'framework', test: FRAMEWORK },
            { name: 'shell', test: FIRST_SCREEN },
            { name: 'cards', test: CARDS },
          ],
        },
      },
    },
  },
})
