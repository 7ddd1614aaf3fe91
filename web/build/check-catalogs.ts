/**
 * Fails when a catalog is stale or a translation is missing: messages are extracted afresh into the catalogs,
 * and each catalog must be unchanged by that and complete in every language but the pseudo one.
 */
import { execFileSync } from 'node:child_process'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const catalogsNow = () => globSync('src/**/locales/*.po', { cwd: root }).map((name) => `${root}/${name}`)
const before = new Map(catalogsNow().map((path) => [path, readFileSync(path, 'utf8')]))
const lingui = fileURLToPath(new URL('../node_modules/@lingui/cli/dist/lingui.js', import.meta.url))

const problems: string[] = []
// Of each message, by language and id: what it is called, and by which catalog. All catalogs end in one list.
const called = new Map<string, { words: string; path: string }>()
try {
  execFileSync(process.execPath, [lingui, 'extract', '--clean'], { cwd: root, stdio: 'pipe' })
  for (const path of catalogsNow()) {
    const text = readFileSync(path, 'utf8')
    if (before.get(path) !== text) problems.push(`${path} is stale: run \`npm run i18n:extract\``)
    if (!path.endsWith('/ar-XB.po')) problems.push(...findMissing(path, text), ...findTwofold(path, text))
  }
} finally {
  // The check changes nothing.
  for (const [path, text] of before) writeFileSync(path, text)
}

if (problems.length > 0) {
  console.error(problems.join('\n'))
  process.exit(1)
}
console.log(`${before.size} catalogs complete`)

/** A message that another catalog translates otherwise: which of both is on screen would depend on the way there. */
function findTwofold(path: string, text: string): string[] {
  const language = path.slice(path.lastIndexOf('/'))
  return text.split(/\n\n+/).flatMap((entry) => {
    const [, id, words = ''] = /^((?:msgctxt .*\n)?msgid ".+")\nmsgstr (.*)$/m.exec(entry) ?? []
    if (id === undefined) return []
    const other = called.get(language + id)
    called.set(language + id, other ?? { words, path })
    if (!other || other.words === words) return []
    return [`${path}: ${id} is ${words} here, and ${other.words} in ${other.path}`]
  })
}

function findMissing(path: string, text: string): string[] {
  return text
    .split(/\n\n+/)
    .slice(1)
    .filter(
      (entry) => /^msgid "/m.test(entry) && /^msgstr ""\n?$/m.test(entry) && !/^msgstr ""\n"/m.test(entry),
    )
    .map((entry) => `${path}: no translation for ${/^msgid (.*)$/m.exec(entry)?.[1] ?? '?'}`)
}
