/** Things of known sizes one after the other; the first begins at 0, in CSS pixels. */
export interface Line {
  count: number
  /** From the start of the first to the end of the last. */
  total_px: number
  /** index: 0..count; `count` gives where one more would begin. */
  startOf: (index: number) => number
  /** The thing that covers this place or the gap after it; the nearest one for places outside; 0 when there is none. */
  indexAt: (offset_px: number) => number
}

/** All of one size. Costs the same for ten and for a hundred thousand. */
export function evenLine(count: number, size_px: number, gap_px = 0): Line {
  const step_px = size_px + gap_px
  return {
    count,
    total_px: Math.max(0, count * step_px - gap_px),
    startOf: (index) => index * step_px,
    indexAt: (offset_px) => clamp(Math.floor(offset_px / step_px), count),
  }
}

/** Each of its own size. */
export function unevenLine(sizes_px: readonly number[], gap_px = 0): Line {
  const count = sizes_px.length
  const starts_px = [0]
  for (const size_px of sizes_px) starts_px.push((starts_px.at(-1) ?? 0) + size_px + gap_px)
  const end_px = starts_px[count] ?? 0
  return {
    count,
    total_px: Math.max(0, end_px - gap_px),
    startOf: (index) => starts_px[index] ?? end_px,
    indexAt: (offset_px) => {
      let low = 0
      let high = count
      while (low < high) {
        const middle = (low + high) >> 1
        if ((starts_px[middle + 1] ?? end_px) > offset_px) high = middle
        else low = middle + 1
      }
      return clamp(low, count)
    },
  }
}

const clamp = (index: number, count: number) => Math.max(0, Math.min(index, count - 1))

export interface IndexRange {
  first: number
  /** Inclusive; smaller than `first` when there is nothing. */
  last: number
}

/** What lies between two things that are seen, and `overscan` things more on each side, as far as there are any. */
export function widen(line: Line, first: number, last: number, overscan: number): IndexRange {
  return { first: Math.max(0, first - overscan), last: Math.min(line.count - 1, last + overscan) }
}

/** first..last as a list. */
export function indexesOf({ first, last }: IndexRange): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, place) => first + place)
}
