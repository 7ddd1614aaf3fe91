import { fileURLToPath } from 'node:url'
import { existsSync, readFileSync } from 'node:fs'
import { lingui, linguiTransformerBabelPreset } from '@lingui/vite-plugin'
import babel from '@rolldown/plugin-babel'
import tailwindcss from '@tailwindcss/vite'
import react, { reactCompilerPreset } from '@vitejs/plugin-react'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { compilerOptions } from './build/compiler-options.ts'

// The system's Chromium where there is one, else the browser that Playwright downloaded.
const SYSTEM_CHROMIUM = process.env['KINO_CHROMIUM'] ?? '/usr/bin/chromium'
const launchOptions = {
  ...(existsSync(SYSTEM_CHROMIUM) ? { executablePath: SYSTEM_CHROMIUM } : {}),
  args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required'],
}

process.env['LINGUI_SUPPRESS_BABEL_WARNING'] ??= '1'

const plugins = () => [
  react(),
  babel({ presets: [reactCompilerPreset(compilerOptions), linguiTransformerBabelPreset()] }),
  lingui(),
  tailwindcss(),
]
// Every package of the app, prepared before the first test: one that Vite comes upon later makes it reload the page
// in the middle of a run, which a machine without its cache then fails by.
const manifest = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8')) as {
  dependencies: Record<string, string>
}
const SUBPATHS = [
  'react/jsx-runtime',
  'react/jsx-dev-runtime',
  'react/compiler-runtime',
  'react-dom/client',
  'react-router/dom',
]
const NOT_SCRIPTS = /^(@fontsource|tw-animate-css|@hookform)/
const packages = Object.keys(manifest.dependencies).filter((name) => !NOT_SCRIPTS.test(name))
const resolve = { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } }

export default defineConfig({
  test: {
    projects: [
      {
        plugins: plugins(),
        resolve,
        test: {
          name: 'unit',
          // jsdom takes seconds to start: the files that need a document ask for it in their first line.
          environment: 'node',
          include: ['src/**/*.test.{ts,tsx}'],
          exclude: ['src/**/*.browser.test.tsx'],
        },
      },
      {
        plugins: plugins(),
        resolve,
        optimizeDeps: { include: [...packages, ...SUBPATHS] },
        test: {
          name: 'browser',
          include: ['src/**/*.browser.test.tsx'],
          setupFiles: ['./src/test-setup.browser.ts'],
          // A machine that does other things too, and a page behind another, whose timers a browser lets wait. No
          // test is about how soon something comes, so these bounds only end what hangs.
          testTimeout: 120_000,
          expect: { poll: { timeout: 60_000 } },
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions }),
            viewport: { width: 1280, height: 800 },
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
})
