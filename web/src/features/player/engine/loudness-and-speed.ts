import type { PlayerState } from './player-state'
import type { Store } from './store'
import { keepLoudness, recallLoudness } from './volume-memory'

const SLOWEST = 0.25
const FASTEST = 2

/** How loud and how fast the element plays. Both stay from item to item, the loudness from day to day. */
export class LoudnessAndSpeed {
  private readonly store: Store<PlayerState>
  private video: HTMLVideoElement | null = null

  constructor(store: Store<PlayerState>) {
    this.store = store
    store.set(recallLoudness())
  }

  attach(video: HTMLVideoElement | null): void {
    this.video = video
    if (!video) return
    const { volume, isMuted } = this.store.get()
    video.volume = volume
    video.muted = isMuted
    video.preservesPitch = true
  }

  setRate(rate: number): void {
    if (!this.video) return
    // The default one is what a new source begins with.
    this.video.defaultPlaybackRate = Math.min(Math.max(rate, SLOWEST), FASTEST)
    this.video.playbackRate = this.video.defaultPlaybackRate
  }

  setVolume(volume: number): void {
    if (!this.video) return
    this.video.volume = Math.min(Math.max(volume, 0), 1)
    if (volume > 0) this.video.muted = false
  }

  setMuted(isMuted: boolean): void {
    if (this.video) this.video.muted = isMuted
  }

  onRate(): void {
    if (this.video) this.store.set({ rate: this.video.playbackRate })
  }

  onVolume(): void {
    if (!this.video) return
    const loudness = { volume: this.video.volume, isMuted: this.video.muted }
    this.store.set(loudness)
    keepLoudness(loudness)
  }
}
