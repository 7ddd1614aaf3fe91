/** What a browser shows of its decoders. null: it does not say. */
export interface DecoderFacts {
  /** How far the clock went since it began to play. */
  advanced_s: number
  width_px: number
  decoded_frames: number | null
  presented_frames: number | null
  audio_bytes: number | null
  has_audio_track: boolean | null
}

export type Verdict = 'fine' | 'too_early' | 'no_video' | 'no_audio'

const ENOUGH_S = 0.5

/**
 * Two failures make no error event: HEVC with sound "plays" without a picture, AC-3 with a picture plays in silence.
 * Says whether what plays is what the plan promised.
 */
export function judgeDecoding(
  facts: DecoderFacts,
  promised: { has_video: boolean; has_audio: boolean },
): Verdict {
  if (facts.advanced_s < ENOUGH_S) return 'too_early'
  if (promised.has_video) {
    const counts = [facts.decoded_frames, facts.presented_frames].filter((count) => count !== null)
    const isBlind = counts.length > 0 && counts.every((count) => count === 0)
    if (facts.width_px === 0 || isBlind) return 'no_video'
  }
  if (promised.has_audio && (facts.audio_bytes === 0 || facts.has_audio_track === false)) return 'no_audio'
  return 'fine'
}

type DecoderVideo = HTMLVideoElement & {
  webkitAudioDecodedByteCount?: number
  mozHasAudio?: boolean
  audioTracks?: { length: number }
}

export function readDecoders(
  video: DecoderVideo,
  since_s: number,
  presented_frames: number | null,
): DecoderFacts {
  return {
    advanced_s: video.currentTime - since_s,
    width_px: video.videoWidth,
    decoded_frames: video.getVideoPlaybackQuality?.().totalVideoFrames ?? null,
    presented_frames,
    audio_bytes: video.webkitAudioDecodedByteCount ?? null,
    has_audio_track: video.mozHasAudio ?? (video.audioTracks ? video.audioTracks.length > 0 : null),
  }
}

const LOOK_AFTER_MS = 2000

/** Looks at the decoders two seconds after each source began to play, while the page can be seen. */
export class Watchdog {
  private readonly video: DecoderVideo
  private readonly onVerdict: (verdict: 'no_video' | 'no_audio') => void
  private timer: ReturnType<typeof setTimeout> | undefined
  private frameRequest = 0
  private presented = 0
  private lastFrame_s: number | null = null
  /** The shortest time between two pictures that was seen. */
  frame_s: number | null = null
  private isDone = true
  private promised = { has_video: false, has_audio: false }
  private since_s = 0

  constructor(video: HTMLVideoElement, onVerdict: (verdict: 'no_video' | 'no_audio') => void) {
    this.video = video
    this.onVerdict = onVerdict
  }

  /** A new source was opened: it has to prove itself once. */
  expect(promised: { has_video: boolean; has_audio: boolean }): void {
    this.stop()
    this.isDone = false
    this.promised = promised
    this.presented = 0
    this.lastFrame_s = null
    this.frame_s = null
  }

  onPlaying(): void {
    if (this.isDone) return
    clearTimeout(this.timer)
    this.since_s = this.video.currentTime
    this.countFrames()
    this.timer = setTimeout(() => this.look(), LOOK_AFTER_MS)
  }

  stop(): void {
    clearTimeout(this.timer)
    if (this.frameRequest) this.video.cancelVideoFrameCallback?.(this.frameRequest)
    this.frameRequest = 0
    this.isDone = true
  }

  private countFrames(): void {
    if (this.frameRequest || !('requestVideoFrameCallback' in this.video)) return
    this.frameRequest = this.video.requestVideoFrameCallback((_, { mediaTime }) => {
      this.frameRequest = 0
      this.presented += 1
      const step_s = mediaTime - (this.lastFrame_s ?? mediaTime)
      if (step_s > 1 / 240) this.frame_s = Math.min(this.frame_s ?? step_s, step_s)
      this.lastFrame_s = mediaTime
      if (!this.isDone) this.countFrames()
    })
  }

  private look(): void {
    // A hidden page decodes no pictures, and a paused one nothing: the next `playing` looks again.
    if (this.isDone || document.hidden || this.video.paused) return
    const canCount = 'requestVideoFrameCallback' in this.video
    const facts = readDecoders(this.video, this.since_s, canCount ? this.presented : null)
    // A clock that was set elsewhere has not advanced.
    const isOnTheWay = this.video.seeking || this.video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA
    const verdict = isOnTheWay ? 'too_early' : judgeDecoding(facts, this.promised)
    if (verdict === 'too_early') {
      this.timer = setTimeout(() => this.look(), LOOK_AFTER_MS / 2)
      return
    }
    this.stop()
    if (verdict !== 'fine') this.onVerdict(verdict)
  }
}
