import { thumbHashToDataURL } from 'thumbhash'

const decoded = new Map<string, string>()

/** A blurred picture as a data URL from a base64 thumbhash; undefined when the hash is broken. */
export function thumbhashUrl(thumbhash: string): string | undefined {
  const known = decoded.get(thumbhash)
  if (known !== undefined) return known
  try {
    const bytes = Uint8Array.from(atob(thumbhash), (character) => character.charCodeAt(0))
    const url = thumbHashToDataURL(bytes)
    decoded.set(thumbhash, url)
    return url
  } catch {
    return undefined
  }
}
