export interface ChapterLike {
  start_s: number
  title: string | null
}

/** Within this of a chapter's start, "back" means the one before it. */
const JUST_BEGUN_S = 3

/** The chapter that holds a second; -1 before the first. */
export function chapterAt(chapters: readonly ChapterLike[], at_s: number): number {
  return chapters.findLastIndex((chapter) => chapter.start_s <= at_s)
}

/** Where PageDown (1) and PageUp (-1) lead; null where there is no further chapter. */
export function chapterStart(
  chapters: readonly ChapterLike[],
  at_s: number,
  direction: 1 | -1,
): number | null {
  const index = chapterAt(chapters, direction > 0 ? at_s : at_s - JUST_BEGUN_S)
  if (direction < 0) return chapters.length === 0 ? null : (chapters[Math.max(index, 0)]?.start_s ?? null)
  return chapters[index + 1]?.start_s ?? null
}

/** A CSS mask that cuts a gap of `gap_px` into a line at each chapter; none without chapters or a length. */
export function gapMask(chapters: readonly ChapterLike[], duration_s: number | null, gap_px: number): string {
  if (!duration_s) return 'none'
  const cuts = chapters
    .map((chapter) => chapter.start_s / duration_s)
    .filter((share) => share > 0.002 && share < 0.998)
    .map((share) => {
      const at = `${(share * 100).toFixed(3)}%`
      const from = `calc(${at} - ${gap_px / 2}px)`
      const to = `calc(${at} + ${gap_px / 2}px)`
      return `#000 ${from}, transparent ${from}, transparent ${to}, #000 ${to}`
    })
  return cuts.length === 0 ? 'none' : `linear-gradient(to right, ${cuts.join(', ')})`
}
