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

const languageOf = (id: string) => {
  const language = /locales\/([\w-]+)\.po/.exec(id)?.[1]
  return language ? `language-${language}` : null
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
            // One file a language, however many features bring a catalog.
            { debugName: 'languages', name: languageOf },
          ],
        },
      },
    },
  },
})
