/** Draws the PNG icons from favicon.svg; run by hand when the mark changes (`npm run icons`). Needs a Chromium. */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright'

const publicDir = fileURLToPath(new URL('../public/', import.meta.url))
const mark = readFileSync(`${publicDir}favicon.svg`, 'utf8')
// A launcher cuts its own shape out of a maskable icon: no own corners, and the mark within the safe inner 80 %.
const maskable = mark
  .replace('rx="112"', '')
  .replace(/(<g [\s\S]*\/>)/, '<g transform="translate(51 51) scale(.8)">$1</g>')

const executablePath = process.env['KINO_CHROMIUM'] ?? '/usr/bin/chromium'
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
const icons = [
  ['kino-180', maskable, 180],
  ['kino-192', mark, 192],
  ['kino-512', mark, 512],
  ['kino-maskable-512', maskable, 512],
] as const
await Promise.all(
  icons.map(async ([name, svg, size_px]) => {
    const page = await browser.newPage({ viewport: { width: size_px, height: size_px } })
    await page.setContent(`<style>body{margin:0}svg{display:block;width:100vw;height:100vh}</style>${svg}`)
    writeFileSync(`${publicDir}icons/${name}.png`, await page.screenshot({ omitBackground: true }))
    await page.close()
  }),
)
await browser.close()
