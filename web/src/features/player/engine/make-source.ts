import { DirectSource } from './direct-source'
import { HlsSource } from './hls-source'
import type { PlaybackPlan } from './playback-api'
import type { Source, SourceListener } from './source'

/** The way that the plan names for bringing its parts into the element. */
export function makeSource(video: HTMLVideoElement, plan: PlaybackPlan, listener: SourceListener): Source {
  if (plan.method === 'hls') return new HlsSource(video, plan.parts, listener, plan.audio_index)
  return new DirectSource(video, plan.parts)
}
