export type Kind = 'movie' | 'series'
export type Sort = 'added' | 'title' | 'year' | 'duration' | 'rating'

/** What narrows and orders the wall; it stands in the address. Null lets everything through. */
export interface GridFilter {
  sort: Sort
  genre: string | null
  /** "a" to "z", or "#" for everything else. */
  letter: string | null
}

export const SORTS: readonly Sort[] = ['added', 'title', 'year', 'duration', 'rating']

/** The filter in an address; what is not one of ours is as if it were not there. */
export function readFilter(params: URLSearchParams): GridFilter {
  const letter = params.get('letter')
  const isLetter = letter !== null && /^[a-z#]$/.test(letter)
  const sort = SORTS.find((one) => one === params.get('sort')) ?? (isLetter ? 'title' : 'added')
  return { sort, genre: params.get('genre') || null, letter: isLetter ? letter : null }
}

/** The address with these changes; what is as usual is left out of it, so that equal walls have equal addresses. */
export function writeFilter(params: URLSearchParams, changes: Partial<GridFilter>): URLSearchParams {
  const next = { ...readFilter(params), ...changes }
  // A letter is looked for in a list by name.
  if (changes.letter) next.sort = 'title'
  const written = new URLSearchParams(params)
  const usual = next.letter ? 'title' : 'added'
  const values = { sort: next.sort === usual ? null : next.sort, genre: next.genre, letter: next.letter }
  for (const [name, value] of Object.entries(values)) {
    if (value === null) written.delete(name)
    else written.set(name, value)
  }
  return written
}
