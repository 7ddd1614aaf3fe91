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
  /** Another sound track, by its number in the file, while it plays. False: only a new plan brings it. */
  chooseAudio?(index: number): boolean
  /** The element gave up. True: the source brings it to play again by itself. */
  mend?(): boolean
  close(): void
}

/** What a source says that loads by itself; one that leaves loading to the element has the element say it. */
export interface SourceListener {
  /** The addresses are over: the film is to be had under new ones. */
  onOver(): void
  /** It cannot go on from here. */
  onBroken(failure: SourceFailure): void
}

export interface SourceFailure {
  /** For the server's log. */
  detail: string
  /** The sentence that the server refused with, for the viewer; null when it said none. */
  said: string | null
}
