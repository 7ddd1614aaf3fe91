import { ApiError } from '@/api/errors'
import type { Capabilities, CapabilityProbe } from './capabilities'
import type { PlaybackApi, PlaybackMethod, PlaybackPlan } from './playback-api'

export interface Wish {
  item_id: string
  file_id?: string | null
  /** Absent: where the profile stopped. */
  start_s?: number
  /** The sound track by its number in the file. Absent: the server chooses. */
  audio_index?: number
  /** Ways of playing that failed here. */
  avoid?: PlaybackMethod[]
  /** The best quality that is wanted, in lines. */
  max_height_px?: number
}

interface Prepared {
  item_id: string
  plan: Promise<PlaybackPlan>
  made_at_ms: number
}

/** Addresses of a plan are good for two minutes; one that waited nearly as long is not begun with. */
const PREPARED_FOR_MS = 90_000

/** Gets plans: asks the browser what the server wants to know of it, and has the next episode's plan ready early. */
export class Planner {
  private readonly api: PlaybackApi
  private readonly probe: CapabilityProbe
  private prepared: Prepared | null = null

  constructor(api: PlaybackApi, probe: CapabilityProbe) {
    this.api = api
    this.probe = probe
  }

  /** The plan of a film or episode, or of what is next of a series: its cards lead to its own id. */
  async planTitle(wish: Wish): Promise<PlaybackPlan> {
    try {
      return await this.plan(wish)
    } catch (error) {
      const isUnknown = error instanceof ApiError && error.status === 404
      const item_id = isUnknown ? await this.api.findItem(wish.item_id) : null
      if (!item_id || item_id === wish.item_id) throw error
      return this.plan({ ...wish, item_id })
    }
  }

  async plan(wish: Wish): Promise<PlaybackPlan> {
    const ready = this.takePrepared(wish)
    if (ready) return ready
    const said = await this.probe.read()
    const first = await this.ask(wish, said)
    await this.probe.askMore(first.questions)
    const { answers } = await this.probe.read()
    // What another plan asked in the meantime is news for this one as well.
    const fresh = first.questions
      .filter((question) => question in answers && !(question in said.answers))
      .map((question) => answers[question])
    // A playable plan changes by a no only, the other also by its reasons getting exact.
    const matters = first.is_playable ? fresh.includes(false) : fresh.length > 0
    if (!matters) return first
    if (first.is_playable) void this.api.end(first.playback_id).catch(() => {})
    return this.ask(wish, await this.probe.read())
  }

  /** Fetches the plan that is probably wanted next. */
  prepare(item_id: string): void {
    if (this.prepared?.item_id === item_id) return
    this.discard()
    const plan = this.plan({ item_id })
    plan.catch(() => {})
    this.prepared = { item_id, plan, made_at_ms: Date.now() }
  }

  /** The prepared plan is not wanted after all. */
  discard(): void {
    const old = this.prepared
    this.prepared = null
    old?.plan.then((plan) => this.api.end(plan.playback_id)).catch(() => {})
  }

  private takePrepared(wish: Wish): Promise<PlaybackPlan> | null {
    const ready = this.prepared
    if (!ready || ready.item_id !== wish.item_id) return null
    const isFit =
      !wish.file_id && wish.start_s === undefined && Date.now() - ready.made_at_ms < PREPARED_FOR_MS
    if (!isFit) {
      this.discard()
      return null
    }
    this.prepared = null
    return ready.plan.catch(() => this.plan(wish))
  }

  private async ask(
    { item_id, file_id, start_s, audio_index, avoid, max_height_px }: Wish,
    capabilities: Capabilities,
  ): Promise<PlaybackPlan> {
    const wish = {
      capabilities,
      start_s: start_s ?? null,
      ...(avoid ? { avoid } : {}),
      ...(max_height_px === undefined ? {} : { max_height_px }),
    }
    // The number of a track is one of this file.
    const track = audio_index === undefined ? {} : { audio_index }
    try {
      return await this.api.start(item_id, { ...wish, ...track, file_id: file_id ?? null })
    } catch (error) {
      // The file was replaced by a better one in the meantime: the item still plays.
      const isGone = error instanceof ApiError && error.status === 404
      if (!isGone || !file_id) throw error
      return this.api.start(item_id, wish)
    }
  }
}
