import { expect, test, vi } from 'vitest'
import { type DecoderFacts, judgeDecoding, Watchdog } from './watchdog'

const GOOD: DecoderFacts = {
  advanced_s: 2,
  width_px: 1280,
  decoded_frames: 48,
  presented_frames: 47,
  audio_bytes: 30_000,
  has_audio_track: null,
}
const BOTH = { has_video: true, has_audio: true }

test.each([
  ['everything decodes', {}, BOTH, 'fine'],
  ['the clock has hardly moved', { advanced_s: 0.2, width_px: 0 }, BOTH, 'too_early'],
  ['HEVC with sound: no picture', { width_px: 0, decoded_frames: 0, presented_frames: 0 }, BOTH, 'no_video'],
  ['a size, but never a frame', { decoded_frames: 0, presented_frames: 0 }, BOTH, 'no_video'],
  ['a counter that lies beside one that does not', { decoded_frames: 0 }, BOTH, 'fine'],
  ['no counters at all', { decoded_frames: null, presented_frames: null }, BOTH, 'fine'],
  ['AC-3: no sound', { audio_bytes: 0 }, BOTH, 'no_audio'],
  ['a browser that names its tracks', { audio_bytes: null, has_audio_track: false }, BOTH, 'no_audio'],
  ['a silent film', { audio_bytes: 0 }, { has_video: true, has_audio: false }, 'fine'],
  ['sound alone', { width_px: 0, decoded_frames: 0 }, { has_video: false, has_audio: true }, 'fine'],
] as const)('%s', (_, facts, promised, verdict) => {
  expect(judgeDecoding({ ...GOOD, ...facts }, promised)).toBe(verdict)
})

test('a clock that is on its way elsewhere proves nothing', () => {
  vi.useFakeTimers()
  vi.stubGlobal('document', { hidden: false })
  vi.stubGlobal('HTMLMediaElement', { HAVE_FUTURE_DATA: 3 })
  const decoders = { videoWidth: 160, getVideoPlaybackQuality: () => ({ totalVideoFrames: 48 }) }
  const video = {
    ...decoders,
    currentTime: 0,
    readyState: 4,
    seeking: false,
    webkitAudioDecodedByteCount: 900,
  }
  const onVerdict = vi.fn<(verdict: string) => void>()
  const watchdog = new Watchdog(video as unknown as HTMLVideoElement, onVerdict)
  watchdog.expect(BOTH)
  watchdog.onPlaying()
  // Opened anew at another second: what the decoders had done is forgotten.
  Object.assign(video, { currentTime: 60, readyState: 1, seeking: true, webkitAudioDecodedByteCount: 0 })
  vi.advanceTimersByTime(10_000)
  expect(onVerdict).not.toHaveBeenCalled()
  Object.assign(video, { readyState: 4, seeking: false })
  vi.advanceTimersByTime(2000)
  expect(onVerdict).toHaveBeenCalledExactlyOnceWith('no_audio')
  vi.unstubAllGlobals()
  vi.useRealTimers()
})
