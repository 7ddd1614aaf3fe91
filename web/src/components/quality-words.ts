const HDR: Record<string, string> = {
  hdr10: 'HDR10',
  hdr10_plus: 'HDR10+',
  'hdr10+': 'HDR10+',
  hlg: 'HLG',
  dolby_vision: 'Dolby Vision',
  dv: 'Dolby Vision',
  pq: 'HDR',
}

/** "4K", "1080p" of a picture's height; null below 720 lines, which nobody boasts of. */
export function resolutionWord(height_px: number | null | undefined): string | null {
  if (!height_px) return null
  // Cinema formats crop the lines, so 4K films are often only 1600 lines high.
  if (height_px >= 1500) return '4K'
  if (height_px >= 800) return '1080p'
  return height_px >= 600 ? '720p' : null
}

export function hdrWord(format: string | null | undefined): string | null {
  if (!format || format === 'sdr') return null
  return HDR[format.toLowerCase()] ?? format.toUpperCase()
}

/** "5.1" of a count of channels; null for mono and stereo. */
export function channelsWord(channels: number | null | undefined): string | null {
  if (!channels || channels < 3) return null
  return channels >= 6 ? `${channels - 1}.1` : `${channels}.0`
}
