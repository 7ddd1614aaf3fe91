import type Hls from 'hls.js'
import type { ErrorData, HlsConfig, LoadPolicy } from 'hls.js'
import { readFailure } from './hls-failure'
import { type AddressedPart, PartedSource } from './parted-source'
import type { SourceFailure, SourceListener } from './source'

/** A server that is away for a moment is asked again soon; the buffer lasts longer than all of these together. */
const RETRY = { maxNumRetry: 12, retryDelayMs: 300, maxRetryDelayMs: 2000 }
const PATIENT: LoadPolicy = {
  default: {
    // A segment may have to be made first.
    maxTimeToFirstByteMs: 20_000,
    maxLoadTimeMs: 60_000,
    timeoutRetry: { ...RETRY, maxNumRetry: 1 },
    errorRetry: RETRY,
  },
}
/** So often nobody answers, or the server fails, before it is believed. */
const FAILURES_BELIEVED = 3
/** So near to a stretch that does not come there is nothing left to play. */
const NEAR_S = 0.5

const SETTINGS: Partial<HlsConfig> = {
  // A worker repackages MPEG-TS; our segments are fMP4 and go to the browser as they are.
  enableWorker: false,
  maxBufferLength: 30,
  backBufferLength: 30,
  fragLoadPolicy: PATIENT,
  playlistLoadPolicy: PATIENT,
  manifestLoadPolicy: { default: { ...PATIENT.default, errorRetry: { ...RETRY, maxNumRetry: 1 } } },
  lowLatencyMode: false,
  enableInterstitialPlayback: false,
  // The page draws captions itself; with these off no subtitle of the playlist is loaded.
  enableWebVTT: false,
  enableIMSC1: false,
  enableCEA708Captions: false,
  enableDateRangeMetadataCues: false,
  enableEmsgMetadataCues: false,
  enableID3MetadataCues: false,
}

/** To build the decoders anew helps against none of these. */
const HOPELESS: ReadonlySet<string> = new Set([
  'manifestIncompatibleCodecsError',
  'bufferAddCodecError',
  'bufferIncompatibleCodecsError',
  'audioTrackLoadError',
])

/** A stretch of the part that does not come. */
interface Gap {
  from_s: number
  to_s: number
  failure: SourceFailure
}

/** Streams that the server cuts into segments, one playlist a part. Loads hls.js when the first part is opened. */
export class HlsSource extends PartedSource {
  private readonly listener: SourceListener
  private audio_index: number | null
  private hls: Hls | null = null
  /** Counts parts that were opened: hls.js may come when another one is wanted. */
  private turn = 0
  private isMended = false
  /** The engine hears of it when the film has come to it. */
  private gap: Gap | null = null

  /** audio_index: the sound track to begin with, by its number in the file; null leaves it to the playlist. */
  constructor(
    video: HTMLVideoElement,
    parts: readonly AddressedPart[],
    listener: SourceListener,
    audio_index: number | null = null,
  ) {
    super(video, parts)
    this.listener = listener
    this.audio_index = audio_index
  }

  chooseAudio(index: number): boolean {
    this.audio_index = index
    // The browser's own player knows its tracks by other numbers.
    if (this.video.hasAttribute('src') && !this.hls) return false
    // Before the playlist is there any track may be in it.
    if (!this.hls || this.hls.audioTracks.length === 0) return true
    const id = this.findAudio()
    if (id === null) return false
    // What is buffered of the other track plays on until the first segment of this one has come.
    this.hls.nextAudioTrack = id
    return true
  }

  mend(): boolean {
    const { hls, within_s } = this
    if (!hls || this.isMended) return false
    this.isMended = true
    this.keepPlaying(() => hls.recoverMediaError())
    this.arrive(within_s)
    return true
  }

  protected put(url: string): void {
    void this.load(url, this.turn)
  }

  protected override letGo(): void {
    this.turn += 1
    this.forgive()
    this.isMended = false
    const { hls } = this
    this.hls = null
    hls?.destroy()
  }

  protected override seekWithin(within_s: number): void {
    super.seekWithin(within_s)
    // What stopped at a gap goes on behind it.
    if (this.gap && this.hls?.loadingEnabled === false) this.hls.startLoad(within_s, true)
    this.forgive()
  }

  private async load(url: string, turn: number): Promise<void> {
    let HlsJs: typeof Hls
    try {
      HlsJs = (await import('hls.js')).default
    } catch (error) {
      if (turn === this.turn) this.listener.onBroken({ detail: String(error), said: null })
      return
    }
    if (turn !== this.turn) return
    if (HlsJs.isSupported()) this.begin(new HlsJs({ ...SETTINGS, startPosition: this.within_s }), HlsJs, url)
    else if (playsNatively(this.video)) this.keepPlaying(() => (this.video.src = url))
    else {
      this.listener.onBroken({ detail: 'This browser has no Media Source Extensions.', said: null })
      return
    }
    this.arrive(this.within_s)
  }

  private begin(hls: Hls, { Events }: typeof Hls, url: string): void {
    this.hls = hls
    hls.on(Events.ERROR, (_, data) => this.onError(data))
    hls.on(Events.AUDIO_TRACKS_UPDATED, () => {
      const id = this.findAudio()
      if (id !== null) hls.audioTrack = id
    })
    hls.on(Events.FRAG_BUFFERED, () => {
      if (hls.loadingEnabled) this.forgive()
    })
    hls.loadSource(url)
    this.keepPlaying(() => hls.attachMedia(this.video))
  }

  private findAudio(): number | null {
    const wanted = `a${this.audio_index}`
    const id = this.hls?.audioTracks.findIndex(({ attrs }) => attrs['STABLE-RENDITION-ID'] === wanted) ?? -1
    return id < 0 ? null : id
  }

  /** An element that gets another address forgets that it was told to play. */
  private keepPlaying(change: () => void): void {
    const wasPlaying = !this.video.paused
    change()
    if (wasPlaying && this.video.paused) this.video.play().catch(() => {})
  }

  private onError(data: ErrorData): void {
    if (data.type === 'networkError') this.onLoadError(data)
    else if (data.fatal && (HOPELESS.has(data.details) || !this.mend())) this.tellBroken(readFailure(data))
  }

  private onLoadError(data: ErrorData): void {
    const status = data.response?.code ?? 0
    if (status === 410) {
      this.hls?.stopLoad()
      this.tellSoon(() => this.listener.onOver())
      return
    }
    const isAnswered = status >= 400 && status < 500
    const failures = (data.errorAction?.retryCount ?? 0) + 1
    if (!data.fatal && !isAnswered && failures < FAILURES_BELIEVED) return
    this.gap = { ...placeOf(data), failure: readFailure(data) }
    this.video.addEventListener('waiting', this.weighGap)
    this.weighGap()
  }

  /** hls.js goes on asking for what is missing, and loads what is not; only a film that cannot go on is given up. */
  private readonly weighGap = (): void => {
    const { gap, within_s } = this
    const isHere = gap !== null && gap.from_s <= within_s + NEAR_S && within_s < gap.to_s
    if (!isHere || !this.isStarved) return
    this.forgive()
    this.tellBroken(gap.failure)
  }

  /** No picture or no sound of what comes next is there. */
  private get isStarved(): boolean {
    const { seeking, readyState } = this.video
    return this.isOpening || seeking || readyState < HTMLMediaElement.HAVE_FUTURE_DATA
  }

  private tellBroken(failure: SourceFailure): void {
    // From here on the engine looks for another way.
    this.hls?.stopLoad()
    this.tellSoon(() => this.listener.onBroken(failure))
  }

  /** Who hears of it may close this source, which hls.js does not bear while it still speaks of its error. */
  private tellSoon(tell: () => void): void {
    const { turn } = this
    queueMicrotask(() => {
      if (turn === this.turn) tell()
    })
  }

  private forgive(): void {
    this.gap = null
    this.video.removeEventListener('waiting', this.weighGap)
  }
}

/** Where in the part a segment lies; a playlist, or what every segment needs, is missing everywhere. */
function placeOf({ frag }: ErrorData): { from_s: number; to_s: number } {
  if (!frag || frag.sn === 'initSegment') return { from_s: 0, to_s: Infinity }
  return { from_s: frag.start, to_s: frag.end }
}

/** Chromium says that it plays HLS by itself, and stumbles; only those without another way are taken by their word. */
function playsNatively(video: HTMLVideoElement): boolean {
  const isOnlyWay = !('MediaSource' in globalThis) || 'ManagedMediaSource' in globalThis
  return isOnlyWay && video.canPlayType('application/vnd.apple.mpegurl') !== ''
}
