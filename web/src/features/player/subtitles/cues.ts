import type { components } from '@/api/schema'

type Schemas = components['schemas']
export type SubtitleTrack = Schemas['SubtitleTrack']
export type SpokenLine = Schemas['SpokenLine']
export type ShownPicture = Schemas['ShownPicture']
export type Cue = SpokenLine | ShownPicture

/** The server ends what never ends. */
const LONGEST_S = 60

/** What is shown at a second, in the order of their beginnings. `cues` ascend by theirs. */
export function cuesAt(cues: readonly Cue[], at_s: number): Cue[] {
  const first = firstBehind(cues, at_s - LONGEST_S)
  return cues.slice(first, firstBehind(cues, at_s)).filter((cue) => at_s < cue.end_s)
}

/** The index of the first cue that begins later than the second. */
function firstBehind(cues: readonly Cue[], at_s: number): number {
  let low = 0
  let high = cues.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((cues[middle]?.start_s ?? Infinity) <= at_s) low = middle + 1
    else high = middle
  }
  return low
}

/** The track of another file or another episode that is most like this one, or null. */
export function findAlike(tracks: readonly SubtitleTrack[], like: SubtitleTrack): SubtitleTrack | null {
  const alike = tracks.filter((one) => one.language === like.language && one.is_forced === like.is_forced)
  const likeness = (one: SubtitleTrack) =>
    Number(one.title === like.title) * 4 +
    Number(one.is_sdh === like.is_sdh) * 2 +
    Number(one.kind === like.kind)
  return alike.toSorted((a, b) => likeness(b) - likeness(a))[0] ?? null
}
