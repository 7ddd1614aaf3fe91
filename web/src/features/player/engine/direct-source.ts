import { type Part, type PartPlace, placeInParts, wholeSecond } from './part-clock'
import type { Source } from './source'

export interface DirectPart extends Part {
  url: string
}

/** The files themselves, one after the other, by the browser's own range requests. */
export class DirectSource implements Source {
  private readonly video: HTMLVideoElement
  private readonly parts: readonly DirectPart[]
  private index = -1
  /** Where the part shall begin once the element knows its length. */
  private pending_s: number | null = null

  constructor(video: HTMLVideoElement, parts: readonly DirectPart[]) {
    this.video = video
    this.parts = parts
  }

  get position_s(): number {
    return wholeSecond(this.parts, { index: this.index, within_s: this.pending_s ?? this.video.currentTime })
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
    else this.video.currentTime = place.within_s
  }

  goOn(): boolean {
    const next = this.index + 1
    if (next >= this.parts.length) return false
    this.show({ index: next, within_s: 0 })
    return true
  }

  close(): void {
    this.video.removeEventListener('loadedmetadata', this.onMetadata)
    this.pending_s = null
    // Without this the element holds its connection, and the server its file, until it is collected.
    this.video.removeAttribute('src')
    this.video.load()
  }

  private show({ index, within_s }: PartPlace): void {
    const part = this.parts[index]
    if (!part) return
    this.index = index
    this.pending_s = within_s
    this.video.addEventListener('loadedmetadata', this.onMetadata, { once: true })
    this.video.src = part.url
    // Said before the metadata is there, it spares the bytes of the film's beginning.
    if (within_s > 0) this.video.currentTime = within_s
  }

  private readonly onMetadata = (): void => {
    const at_s = this.pending_s
    this.pending_s = null
    if (at_s === null) return
    if (Math.abs(this.video.currentTime - at_s) > 0.5) this.video.currentTime = at_s
  }
}
