/** A stretch of the whole item that one file holds. `duration_s` null: to its end, wherever that is. */
export interface Part {
  start_s: number
  duration_s: number | null
}

export interface PartPlace {
  index: number
  /** Seconds from the beginning of the part. */
  within_s: number
}

/** Which part holds a second of the whole, and where in it. Before the first is its start; parts: n ≥ 1, ascending. */
export function placeInParts(parts: readonly Part[], at_s: number): PartPlace {
  let index = 0
  for (let next = 1; next < parts.length; next += 1)
    if ((parts[next]?.start_s ?? Infinity) <= at_s) index = next
  const part = parts[index]
  const longest_s = part?.duration_s ?? Infinity
  return { index, within_s: Math.min(Math.max(0, at_s - (part?.start_s ?? 0)), longest_s) }
}

/** The second of the whole that a place in a part is. */
export function wholeSecond(parts: readonly Part[], { index, within_s }: PartPlace): number {
  return (parts[index]?.start_s ?? 0) + within_s
}
