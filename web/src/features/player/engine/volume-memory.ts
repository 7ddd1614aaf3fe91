const KEY = 'kino.player.volume'

export interface Loudness {
  volume: number
  isMuted: boolean
}

/** How loud this device was left. */
export function recallLoudness(): Loudness {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '') as Loudness
    if (kept.volume >= 0 && kept.volume <= 1) return { volume: kept.volume, isMuted: kept.isMuted === true }
  } catch {
    // Nothing kept, or no storage.
  }
  return { volume: 1, isMuted: false }
}

export function keepLoudness(loudness: Loudness): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(loudness))
  } catch {
    // Storage may be refused; the next film is then as loud as the device.
  }
}
