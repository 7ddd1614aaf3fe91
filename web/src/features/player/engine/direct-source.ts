import { PartedSource } from './parted-source'

/** The files themselves, one after the other, by the browser's own range requests. */
export class DirectSource extends PartedSource {
  protected put(url: string): void {
    this.video.src = url
  }
}
