import { fileURLToPath } from 'node:url'
import { existsSync } from 'node:fs'
import { lingui, linguiTransformerBabelPreset } from '@lingui/vite-plugin'
import babel from '@rolldown/plugin-babel'
import tailwindcss from '@tailwindcss/vite'
import react, { reactCompilerPreset } from '@vitejs/plugin-react'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'

// The system's Chromium where there is one, else the browser that Playwright downloaded.
const SYSTEM_CHROMIUM = process.env['KINO_CHROMIUM'] ?? '/usr/bin/chromium'
const launchOptions = {
  ...(existsSync(SYSTEM_CHROMIUM) ? { executablePath: SYSTEM_CHROMIUM } : {}),
  args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required'],
}

process.env['LINGUI_SUPPRESS_BABEL_WARNING'] ??= '1'

const plugins = () => [
  react(),
  babel({ presets: [reactCompilerPreset(), linguiTransformerBabelPreset()] }),
  lingui(),
  tailwindcss(),
]
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
        test: {
          name: 'browser',
          include: ['src/**/*.browser.test.tsx'],
          setupFiles: ['./src/test-setup.browser.ts'],
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
