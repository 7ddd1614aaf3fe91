import { type Part, type PartPlace, placeInParts, wholeSecond } from './part-clock'
import type { Source } from './source'

/** A part as the plan names it. */
export interface AddressedPart extends Part {
  url: string
}

/** The picture that stands is the one that was asked for, or none will come. */
const ARRIVALS = ['seeked', 'playing', 'error'] as const

/** One clock over parts that are opened one after the other; how a part comes into the element is said below. */
export abstract class PartedSource implements Source {
  protected readonly video: HTMLVideoElement
  private readonly parts: readonly AddressedPart[]
  private index = -1
  /** Where the part shall begin once the element knows its length. */
  private pending_s: number | null = null

  constructor(video: HTMLVideoElement, parts: readonly AddressedPart[]) {
    this.video = video
    this.parts = parts
  }

  get position_s(): number {
    return wholeSecond(this.parts, { index: this.index, within_s: this.within_s })
  }

  get buffered_end_s(): number {
    const { buffered, currentTime } = this.video
    for (let range = 0; range < buffered.length; range += 1) {
      const holds = buffered.start(range) <= currentTime + 0.1 && currentTime <= buffered.end(range)
      if (holds) return wholeSecond(this.parts, { index: this.index, within_s: buffered.end(range) })
    }
    return this.position_s
  }

  get duration_s(): number | null {
    const last = this.parts.length - 1
    const length_s = this.index === last ? this.video.duration : (this.parts[last]?.duration_s ?? NaN)
    return Number.isFinite(length_s) ? wholeSecond(this.parts, { index: last, within_s: length_s }) : null
  }

  open(at_s: number): void {
    this.show(placeInParts(this.parts, at_s))
  }

  seek(at_s: number): void {
    const place = placeInParts(this.parts, at_s)
    if (place.index !== this.index) this.show(place)
    else if (this.pending_s !== null) this.pending_s = place.within_s
    else this.seekWithin(place.within_s)
  }

  goOn(): boolean {
    const next = this.index + 1
    if (next >= this.parts.length) return false
    this.show({ index: next, within_s: 0 })
    return true
  }

  close(): void {
    this.letGo()
    this.video.removeEventListener('loadedmetadata', this.onMetadata)
    this.uncover()
    this.pending_s = null
    if (!this.video.hasAttribute('src')) return
    // Without this the element holds its connection, and the server its file, until it is collected.
    this.video.removeAttribute('src')
    this.video.load()
  }

  /** Gives the element a part's address, now or soon; whoever is late calls `arrive` again behind it. */
  protected abstract put(url: string): void

  /** Takes back what `put` did beside the element. */
  protected letGo(): void {}

  protected seekWithin(within_s: number): void {
    this.video.currentTime = within_s
  }

  /** Seconds from the beginning of the part, also while it still opens. */
  protected get within_s(): number {
    return this.pending_s ?? this.video.currentTime
  }

  protected get isOpening(): boolean {
    return this.pending_s !== null
  }

  /** The element has got an address and shall begin there. */
  protected arrive(within_s: number): void {
    this.pending_s = within_s
    this.video.addEventListener('loadedmetadata', this.onMetadata, { once: true })
    this.uncover()
    if (within_s <= 0) return
    // Said before the metadata is there, it spares the bytes of the film's beginning.
    this.video.currentTime = within_s
    // A browser may show the first picture of the film before it has come to the one that was asked for.
    this.video.dataset['opening'] = ''
    for (const news of ARRIVALS) this.video.addEventListener(news, this.uncover)
  }

  private show({ index, within_s }: PartPlace): void {
    const part = this.parts[index]
    if (!part) return
    this.letGo()
    this.index = index
    this.put(part.url)
    this.arrive(within_s)
  }

  private readonly uncover = (): void => {
    delete this.video.dataset['opening']
    for (const news of ARRIVALS) this.video.removeEventListener(news, this.uncover)
  }

  private readonly onMetadata = (): void => {
    const at_s = this.pending_s
    this.pending_s = null
    if (at_s === null) return
    if (Math.abs(this.video.currentTime - at_s) > 0.5) this.video.currentTime = at_s
  }
}
