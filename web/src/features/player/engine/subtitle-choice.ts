import type { PlaybackPlan } from './playback-api'
import { findAlike, type SubtitleTrack } from '../subtitles/cues'

/** What the viewer chose by hand holds for the other episodes of the title, and for every new plan. */
export class SubtitleChoice {
  private title_id: string | null = null
  /** null: none at all. undefined: as the profile has it. */
  private wish: SubtitleTrack | null | undefined
  private last: SubtitleTrack | null = null

  /** The track to begin a plan with. */
  begin(plan: PlaybackPlan): string | null {
    if (plan.title.id !== this.title_id) {
      this.title_id = plan.title.id
      this.wish = undefined
      this.last = null
    }
    if (this.wish === null) return null
    const alike = this.wish && findAlike(plan.subtitle_tracks, this.wish)
    return alike?.id ?? plan.subtitle_id
  }

  note(track: SubtitleTrack | null): void {
    this.wish = track
    if (track) this.last = track
  }

  /** What "on" means after "off": the last one, else whole lines before those of foreign speech only. */
  on(plan: PlaybackPlan): SubtitleTrack | null {
    const tracks = plan.subtitle_tracks
    const planned = tracks.find((one) => one.id === plan.subtitle_id)
    return (
      (this.last && findAlike(tracks, this.last)) ??
      planned ??
      tracks.find((one) => !one.is_forced) ??
      tracks[0] ??
      null
    )
  }
}
