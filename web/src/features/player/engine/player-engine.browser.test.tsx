import { afterEach, expect, test, vi } from 'vitest'
import { ApiError, UnreachableError } from '@/api/errors'
import { CapabilityProbe } from './capabilities'
import filmUrl from './clips/film.mp4?url'
import noPictureUrl from './clips/no-picture.mp4?url'
import noSoundUrl from './clips/no-sound.mp4?url'
import type { PlaybackApi, PlaybackPlan, PlaybackReport, PlaybackWish } from './playback-api'
import { PlayerEngine } from './player-engine'

const CLIP_S = 8

function makePlan(item_id: string, urls: string[], change: Partial<PlaybackPlan> = {}): PlaybackPlan {
  return {
    playback_id: `${item_id}-${Math.random()}`,
    item_id,
    file_id: 'file',
    is_playable: true,
    questions: [],
    parts: urls.map((url, index) => ({
      url,
      file_id: `file-${index}`,
      media_type: 'video/mp4',
      start_s: index * CLIP_S,
      duration_s: CLIP_S,
      size_bytes: 1,
    })),
    position_s: 0,
    duration_s: urls.length * CLIP_S,
    has_audio: true,
    has_video: true,
    report_interval_s: 1,
    ...change,
  } as PlaybackPlan
}

const engines: PlayerEngine[] = []
afterEach(() => {
  for (const engine of engines) engine.detach()
  engines.length = 0
  document.body.replaceChildren()
})

function open(answer: (wish: PlaybackWish, count: number) => PlaybackPlan, item_id = 'film') {
  const wishes: PlaybackWish[] = []
  const reports: PlaybackReport[] = []
  const failures: string[] = []
  const refusal: { error: Error | null } = { error: null }
  const api: PlaybackApi = {
    start: async (_, wish) => {
      wishes.push(wish)
      return answer(wish, wishes.length)
    },
    report: async (_, report) => {
      reports.push(report)
      if (refusal.error) throw refusal.error
    },
    fail: async (_, { code }) => void failures.push(code),
    end: async () => {},
    findItem: async (title_id) => (title_id === 'series' ? 'episode' : null),
  }
  const video = document.createElement('video')
  document.body.append(video)
  const engine = new PlayerEngine(api, new CapabilityProbe(async () => true))
  engines.push(engine)
  engine.attach(video)
  void engine.load({ item_id })
  return { engine, video, wishes, reports, failures, refusal }
}

const state = (engine: PlayerEngine) => engine.store.get()
const patience = { timeout: 15_000 }

test('a film plays, seeks, pauses, and tells the server', async () => {
  const { engine, video, reports } = open(() => makePlan('film', [filmUrl]))
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(0.5)
  expect(video.videoWidth).toBe(160)
  engine.seekTo(5)
  expect(engine.position_s).toBe(5)
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(5.3)
  engine.pause()
  await expect.poll(() => reports.some((report) => report.event === 'pause'), patience).toBe(true)
  expect(state(engine).isPaused).toBe(true)
  engine.detach()
  expect(reports.at(-1)?.event).toBe('close')
  expect(reports.at(-1)?.position_s).toBeCloseTo(5.5, -1)
  const watched_s = reports.reduce((sum, report) => sum + (report.watched_s ?? 0), 0)
  expect(watched_s).toBeGreaterThan(0.4)
  expect(watched_s).toBeLessThan(4)
  expect(video.getAttribute('src')).toBeNull()
})

test('it begins where the profile stopped', async () => {
  const { engine } = open(() => makePlan('film', [filmUrl], { position_s: 4 }))
  const seen: number[] = []
  engine.store.subscribe(() => {
    if (state(engine).phase === 'ready') seen.push(state(engine).position_s)
  })
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(4.2)
  expect(Math.min(...seen)).toBeGreaterThanOrEqual(3.9)
})

test('parts are one film: it goes on behind the first and back before the second', async () => {
  const { engine, video } = open(() => makePlan('film', [filmUrl, `${filmUrl}#2`], { position_s: 7 }))
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(8.3)
  expect(video.src).toContain('#2')
  expect(state(engine).hasEnded).toBe(false)
  engine.seekTo(2)
  await expect.poll(() => engine.position_s > 2.3 && engine.position_s < 6, patience).toBe(true)
  expect(video.src).not.toContain('#2')
  expect(video.paused).toBe(false)
})

test('the end is the end of the last part, and playing again begins at the beginning', async () => {
  const { engine, reports } = open(() => makePlan('film', [filmUrl], { position_s: 7 }))
  await expect.poll(() => state(engine).hasEnded, patience).toBe(true)
  expect(reports.some((report) => report.event === 'ended' && report.state === 'ended')).toBe(true)
  engine.play()
  await expect.poll(() => engine.position_s > 0.2 && engine.position_s < 4, patience).toBe(true)
  expect(state(engine).hasEnded).toBe(false)
})

test('an address that is over is replaced without a word, at the same second', async () => {
  const { engine, wishes, refusal } = open((wish) =>
    makePlan('film', [filmUrl], { position_s: wish.start_s ?? 0 }),
  )
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(0.5)
  engine.seekTo(3)
  refusal.error = new ApiError(410, 'PlaybackEnded', 'over')
  await expect.poll(() => wishes.length, patience).toBeGreaterThan(1)
  refusal.error = null
  expect(wishes[1]?.start_s).toBeGreaterThan(2.9)
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(4.2)
  expect(state(engine)).toMatchObject({ phase: 'ready', problem: null })
})

test('a stopped playback stays stopped, also when its message was missed', async () => {
  const { engine, wishes, refusal } = open(() => makePlan('film', [filmUrl]))
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(0.3)
  refusal.error = new ApiError(410, 'StoppedByAdmin', 'stopped')
  await expect.poll(() => state(engine).problem?.kind, patience).toBe('stopped')
  expect(wishes).toHaveLength(1)
})

test('while Kino is away it waits and goes on by itself', async () => {
  let isAway = false
  const { engine, refusal } = open((wish) => {
    if (isAway) throw new UnreachableError('away')
    return makePlan('film', [filmUrl], { position_s: wish.start_s ?? 0 })
  })
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(0.5)
  isAway = true
  refusal.error = new ApiError(410, 'PlaybackEnded', 'over')
  await expect.poll(() => state(engine).isReconnecting, patience).toBe(true)
  isAway = false
  refusal.error = null
  const at_s = engine.position_s
  await expect.poll(() => !state(engine).isReconnecting && engine.position_s > at_s, patience).toBe(true)
})

test('HEVC that "plays" without a picture ends in words, not in darkness', async () => {
  const { engine, failures } = open(() => makePlan('film', [noPictureUrl]))
  await expect.poll(() => state(engine).problem?.kind, patience).toBe('no_video')
  expect(failures).toEqual(['no_video'])
})

test('AC-3 that "plays" without sound ends in words, not in silence', async () => {
  const { engine, failures } = open(() => makePlan('film', [noSoundUrl]))
  await expect.poll(() => state(engine).problem?.kind, patience).toBe('no_audio')
  expect(failures).toEqual(['no_audio'])
})

test('a file that is none is tried again, then given up', async () => {
  const { engine, wishes, failures } = open(() => makePlan('film', ['/no-such-film.mp4']))
  await expect.poll(() => state(engine).problem?.kind, patience).toBe('media_error')
  expect(wishes.length).toBe(3)
  expect(failures).toEqual(['media_error'])
})

test('a plan that cannot be played is shown with its reasons and touches no file', async () => {
  const { engine, video } = open(() => makePlan('film', [], { is_playable: false }))
  await expect.poll(() => state(engine).problem?.kind, patience).toBe('unplayable')
  expect(video.getAttribute('src')).toBeNull()
})

test('a series leads to the episode that is next', async () => {
  const { engine } = open((_, count) => {
    if (count === 1) throw new ApiError(404, 'NothingToPlay', 'a series')
    return makePlan('episode', [filmUrl])
  }, 'series')
  await expect.poll(() => state(engine).item_id, patience).toBe('episode')
})

test('the element and the speed stay from episode to episode', async () => {
  const { engine, video } = open(() => makePlan('film', [filmUrl]))
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(0.2)
  engine.setRate(1.5)
  const spy = vi.spyOn(video, 'remove')
  await engine.load({ item_id: 'next' })
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(0.2)
  expect(engine.element).toBe(video)
  expect(video.playbackRate).toBe(1.5)
  expect(spy).not.toHaveBeenCalled()
})
