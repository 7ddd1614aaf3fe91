/**
 * What puts an item into a <video>, on one clock for the whole of it. The engine knows nothing about files behind it.
 */
export interface Source {
  /** Where it stands in the whole, also while it still opens or seeks. */
  readonly position_s: number
  /** Up to where it could go on without the network; the position when nothing is buffered. */
  readonly buffered_end_s: number
  /** Length of the whole as the media says it; null while unknown. */
  readonly duration_s: number | null
  open(at_s: number): void
  seek(at_s: number): void
  /** The element came to its end: opens what follows. False when that was the end of the whole. */
  goOn(): boolean
  close(): void
}
