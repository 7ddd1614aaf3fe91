const KEPT = 8
const SHORTEST = 2

/** The list with `text` first; the same words in other letters are replaced, and only the latest eight stay. */
export function addRecent(recent: readonly string[], text: string): string[] {
  const words = text.trim().replaceAll(/\s+/g, ' ')
  if (words.length < SHORTEST) return [...recent]
  const others = recent.filter((one) => one.toLocaleLowerCase() !== words.toLocaleLowerCase())
  return [words, ...others].slice(0, KEPT)
}

const keyOf = (profile_id: string) => `kino.searches.${profile_id}`

/** What this profile searched for on this device; the server is not told. */
export function readRecent(profile_id: string): string[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(keyOf(profile_id)) ?? '[]')
    return Array.isArray(value) ? value.filter((one) => typeof one === 'string').slice(0, KEPT) : []
  } catch {
    // Something else wrote there; the next search replaces it.
    return []
  }
}

export function writeRecent(profile_id: string, recent: readonly string[]): void {
  localStorage.setItem(keyOf(profile_id), JSON.stringify(recent))
}
