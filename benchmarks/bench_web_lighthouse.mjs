// Lighthouse on one page, signed in by a cookie: node bench_web_lighthouse.mjs URL COOKIE CHROMIUM RUNS
// Prints one line of JSON a run: {"performance": 0–100, "accessibility": 0–100, "lcp_ms": …}
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const require = createRequire(new URL('../web/package.json', import.meta.url))
const load = (name) => import(pathToFileURL(require.resolve(name)).href)
const { default: lighthouse } = await load('lighthouse')
const { default: desktop } = await load('lighthouse/core/config/desktop-config.js')
// A dependency of Lighthouse, found from there wherever npm has put it.
const { launch } = await import(
  pathToFileURL(createRequire(require.resolve('lighthouse')).resolve('chrome-launcher')).href
)

const [url, cookie, chromePath, runs] = process.argv.slice(2)
for (let run = 0; run < Number(runs); run += 1) {
  const chrome = await launch({ chromePath, chromeFlags: ['--headless=new', '--no-sandbox', '--mute-audio'] })
  try {
    const result = await lighthouse(
      url,
      { port: chrome.port, logLevel: 'error', output: 'json', extraHeaders: { Cookie: cookie } },
      { ...desktop, settings: { ...desktop.settings, onlyCategories: ['performance', 'accessibility'] } },
    )
    const { categories, audits, runtimeError, finalDisplayedUrl } = result.lhr
    if (runtimeError) throw new Error(`${runtimeError.code}: ${runtimeError.message}`)
    if (new URL(finalDisplayedUrl).pathname !== new URL(url).pathname)
      throw new Error(`Lighthouse was led to ${finalDisplayedUrl}`)
    console.log(
      JSON.stringify({
        performance: categories.performance.score * 100,
        accessibility: categories.accessibility.score * 100,
        lcp_ms: audits['largest-contentful-paint'].numericValue,
      }),
    )
  } finally {
    chrome.kill()
  }
}
