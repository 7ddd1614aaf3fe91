import HlsJs from 'hls.js'
import { afterEach, expect, test, vi } from 'vitest'
import { ApiError, UnreachableError } from '@/api/errors'
import filmUrl from './clips/hls/master.m3u8?url'
import { follow, makePlan, open, patience, state, watchPictures } from './film.fixture'
import type { PlaybackPlan, PlaybackWish } from './playback-api'

const PART_S = 10
const makeHlsPlan = (change: Partial<PlaybackPlan> = {}, urls = [filmUrl]) =>
  makePlan('film', urls, { method: 'hls', ...change }, PART_S)
const openFilm = (change: Partial<PlaybackPlan> = {}) =>
  open((wish) => makeHlsPlan({ ...change, ...heldOver(wish) }))
/** What the server takes over from a wish. */
const heldOver = ({ start_s, audio_index }: PlaybackWish) => ({
  ...(start_s === undefined || start_s === null ? {} : { position_s: start_s }),
  ...(audio_index === undefined ? {} : { audio_index }),
})

afterEach(() => void vi.restoreAllMocks())

type Answer = { status: number; body: object } | 'away' | null
/** Every address that the player asks for; `answer` may refuse it, or have nobody answer. */
function watchRequests(answer: (url: string) => Answer = () => null): string[] {
  const asked: string[] = []
  const send = XMLHttpRequest.prototype.open
  vi.spyOn(XMLHttpRequest.prototype, 'open').mockImplementation(function (
    this: XMLHttpRequest,
    method: string,
    url: string | URL,
  ) {
    asked.push(String(url))
    const given = answer(String(url))
    if (given === null) send.call(this, method, url, true)
    // Nobody listens there.
    else if (given === 'away') send.call(this, method, 'http://127.0.0.1:9/', true)
    else {
      const body = new Blob([JSON.stringify(given.body)])
      Object.defineProperty(this, 'status', { get: () => (this.readyState < 2 ? 0 : given.status) })
      send.call(this, method, URL.createObjectURL(body), true)
    }
  })
  return asked
}

const OVER = { status: 410, body: { error: 'PlaybackEnded', detail: 'Over.' } }
const MISSING = { status: 404, body: { error: 'MediaLinkInvalid', detail: 'No such address.' } }

test('a film in segments plays, and seeks forward and back', async () => {
  const film = openFilm()
  const { engine, video } = film
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(0.5)
  expect(video.videoWidth).toBe(160)
  engine.seekTo(8)
  expect(engine.position_s).toBe(8)
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(8.3)
  engine.seekTo(3)
  const back = follow(film)
  await expect.poll(() => back.some(({ at_s }) => at_s > 3.3), patience).toBe(true)
  expect(back.find(({ at_s }) => at_s > 3.3)?.at_s).toBeLessThan(8)
  expect(state(engine)).toMatchObject({ phase: 'ready', duration_s: PART_S })
})

test('it begins where the profile stopped, and no picture of before is seen', async () => {
  const asked = watchRequests()
  const { engine, video } = openFilm({ position_s: 6 })
  const shown_s = watchPictures(video)
  const seen: number[] = []
  engine.store.subscribe(() => {
    if (state(engine).phase === 'ready') seen.push(state(engine).position_s)
  })
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(6.2)
  expect(Math.min(...seen)).toBeGreaterThanOrEqual(5.9)
  await expect.poll(() => shown_s.length, patience).toBeGreaterThan(0)
  expect(Math.min(...shown_s)).toBeGreaterThanOrEqual(5.9)
  expect(asked.some((url) => url.includes('video-3'))).toBe(true)
  expect(asked.some((url) => url.includes('video-0'))).toBe(false)
})

test('a seek while it opens counts', async () => {
  const { engine } = openFilm({ position_s: 8 })
  await expect.poll(() => state(engine).phase, patience).toBe('ready')
  const seen: number[] = []
  engine.seekTo(2)
  engine.store.subscribe(() => seen.push(state(engine).position_s))
  await expect.poll(() => seen.some((at_s) => at_s > 2.2), patience).toBe(true)
  expect(seen.find((at_s) => at_s > 2.2)).toBeLessThan(8)
})

/** The loudest tone that comes out of the element, in hertz. */
function listenFor(video: HTMLVideoElement) {
  const context = new AudioContext()
  const analyser = context.createAnalyser()
  context.createMediaElementSource(video).connect(analyser)
  const levels = new Uint8Array(analyser.frequencyBinCount)
  return () => {
    analyser.getByteFrequencyData(levels)
    return (levels.indexOf(Math.max(...levels)) * context.sampleRate) / analyser.fftSize
  }
}

test('sound tracks change while the film plays', async () => {
  const { engine, video, wishes } = openFilm()
  // However long a machine takes to hear it.
  video.loop = true
  const hear = listenFor(video)
  await expect.poll(hear, patience).toBeCloseTo(440, -2)
  expect(state(engine).audio_index).toBe(1)
  const reloads = vi.fn<() => void>()
  video.addEventListener('emptied', reloads)
  engine.chooseAudio(2)
  expect(state(engine).audio_index).toBe(2)
  await expect.poll(hear, patience).toBeCloseTo(1760, -2)
  engine.chooseAudio(1)
  await expect.poll(hear, patience).toBeCloseTo(440, -2)
  expect(reloads).not.toHaveBeenCalled()
  expect(wishes).toHaveLength(1)
  expect(state(engine)).toMatchObject({ phase: 'ready', isPaused: false })
})

test('it begins with the sound track of the plan, and loads no other', async () => {
  const asked = watchRequests()
  const { engine } = openFilm({ audio_index: 2 })
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(0.5)
  expect(asked.some((url) => url.includes('high-0'))).toBe(true)
  expect(asked.some((url) => url.includes('low'))).toBe(false)
})

test('the chosen sound track stays when the addresses are renewed', async () => {
  const { engine, wishes, refusal } = openFilm()
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(0.3)
  engine.chooseAudio(2)
  refusal.error = new ApiError(410, 'PlaybackEnded', 'over')
  await expect.poll(() => wishes.length, patience).toBeGreaterThan(1)
  refusal.error = null
  expect(wishes[1]).toMatchObject({ audio_index: 2 })
  await expect.poll(() => state(engine).plan?.audio_index, patience).toBe(2)
  expect(state(engine).audio_index).toBe(2)
})

test('a track that the playlist does not have comes with a new plan', async () => {
  const { engine, wishes } = openFilm()
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(0.3)
  engine.chooseAudio(7)
  await expect.poll(() => wishes.length, patience).toBe(2)
  expect(wishes[1]).toMatchObject({ audio_index: 7 })
})

test('the end of the last segment is the end of the film', async () => {
  const { engine, reports } = openFilm({ position_s: 8.5 })
  await expect.poll(() => state(engine).hasEnded, patience).toBe(true)
  expect(reports.some((report) => report.event === 'ended')).toBe(true)
})

test('two playlists are one film: it goes on behind the first and back before the second', async () => {
  const asked = watchRequests()
  const film = open(() => makeHlsPlan({ position_s: 9 }, [filmUrl, `${filmUrl}?part=2`]))
  const onward = follow(film)
  await expect.poll(() => onward.some(({ at_s }) => at_s > 10.3), patience).toBe(true)
  expect(asked.some((url) => url.endsWith('?part=2'))).toBe(true)
  expect(onward.some(({ hasEnded }) => hasEnded)).toBe(false)
  expect(film.engine.duration_s).toBe(20)
  film.engine.seekTo(2)
  const back = follow(film)
  await expect.poll(() => back.some(({ at_s }) => at_s > 2.3), patience).toBe(true)
  const moment = back.find(({ at_s }) => at_s > 2.3)
  expect(moment?.at_s).toBeLessThan(10)
  expect(moment?.isPaused).toBe(false)
})

test('addresses that are over are replaced without a word, at the same second', async () => {
  let isOver = true
  watchRequests((url) => (isOver && url.includes('video-4') ? OVER : null))
  const { engine, wishes, failures } = open((wish, count) => {
    if (count > 1) isOver = false
    return makeHlsPlan({ position_s: 5, ...heldOver(wish) })
  })
  await expect.poll(() => wishes.length, patience).toBe(2)
  expect(wishes[1]?.start_s).toBeGreaterThanOrEqual(5)
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(8.2)
  expect(state(engine)).toMatchObject({ phase: 'ready', problem: null })
  expect(failures).toEqual([])
})

test('addresses that are over at once, again and again, are not asked for without an end', async () => {
  watchRequests((url) => (url.includes('video-') ? OVER : null))
  const { engine, wishes } = openFilm()
  await expect.poll(() => state(engine).problem?.kind, patience).toBe('stalled')
  expect(wishes.length).toBe(3)
})

test('a film that is paused when its addresses are over asks for new ones when it goes on', async () => {
  let isOver = false
  const asked = watchRequests(() => (isOver ? OVER : null))
  const { engine, wishes } = open((wish) => {
    isOver = false
    return makeHlsPlan({ position_s: 2, ...heldOver(wish) }, [filmUrl, `${filmUrl}?part=2`])
  })
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(2.2)
  engine.pause()
  await expect.poll(() => state(engine).isPaused, patience).toBe(true)
  isOver = true
  asked.length = 0
  engine.seekTo(12)
  await expect.poll(() => asked.length, patience).toBeGreaterThan(0)
  expect(wishes).toHaveLength(1)
  engine.play()
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(12.2)
  expect(wishes).toHaveLength(2)
})

test('a missing segment ends in words when the film has come to it', async () => {
  watchRequests((url) => (url.includes('video-3') ? MISSING : null))
  const film = openFilm({ position_s: 4.5 })
  const moments = follow(film)
  const { engine, wishes, failures } = film
  await expect
    .poll(() => state(engine).problem, patience)
    .toEqual({
      kind: 'media_error',
      said: 'No such address.',
    })
  expect(wishes.length).toBe(3)
  expect(failures).toEqual(['media_error'])
  expect(Math.max(...moments.map(({ at_s }) => at_s))).toBeGreaterThan(5.5)
})

test('behind a missing segment the film can be played', async () => {
  watchRequests((url) => (url.includes('video-3') ? MISSING : null))
  const { engine, wishes } = openFilm({ position_s: 2 })
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(2.2)
  engine.seekTo(8.2)
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(8.5)
  expect(wishes.length).toBe(1)
})

test('a segment that could not be made at once is asked for again', async () => {
  let refusals = 0
  watchRequests((url) => {
    if (!url.includes('video-1') || refusals === 2) return null
    refusals += 1
    return { status: 503, body: { error: 'Busy', detail: 'Too many films are being converted.' } }
  })
  const { engine, wishes } = openFilm({ position_s: 2.5 })
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(3)
  expect(refusals).toBe(2)
  expect(wishes).toHaveLength(1)
})

test('what the server says of a segment that it cannot make is told', async () => {
  const detail = 'The disk of this film does not answer.'
  watchRequests((url) => (url.includes('low-') ? { status: 503, body: { error: 'X', detail } } : null))
  const { engine } = openFilm()
  await expect.poll(() => state(engine).problem, patience).toEqual({ kind: 'media_error', said: detail })
})

test('while Kino is away the buffer plays, then it waits and goes on by itself', async () => {
  let isAway = true
  watchRequests((url) => (isAway && url.includes('video-3') ? 'away' : null))
  const film = open((wish, count) => {
    if (isAway && count > 1) throw new UnreachableError('away')
    return makeHlsPlan({ position_s: 4.5, ...heldOver(wish) })
  })
  const moments = follow(film)
  const { engine } = film
  await expect.poll(() => state(engine).isReconnecting, patience).toBe(true)
  expect(Math.max(...moments.map(({ at_s }) => at_s))).toBeGreaterThan(5.5)
  isAway = false
  await expect.poll(() => state(engine).isReconnecting, patience).toBe(false)
  const at_s = engine.position_s
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(at_s + 0.3)
  expect(state(engine)).toMatchObject({ phase: 'ready', problem: null })
})

test('a server that was away for a moment is not noticed', async () => {
  let absences = 0
  watchRequests((url) => {
    if (!url.includes('video-4') || absences === 2) return null
    absences += 1
    return 'away'
  })
  const { engine, wishes } = openFilm({ position_s: 7 })
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(8.2)
  expect(absences).toBe(2)
  expect(wishes).toHaveLength(1)
})

/** What a browser does when its decoder cannot go on. */
function breakDecoder(video: HTMLVideoElement) {
  const broken = vi.spyOn(video, 'error', 'get').mockReturnValue({ code: 3 } as MediaError)
  video.dispatchEvent(new Event('error'))
  broken.mockRestore()
}

test('a decoder that gave up is built anew once, then the plan is', async () => {
  const { engine, video, wishes } = openFilm()
  const shown_s = watchPictures(video)
  await expect.poll(() => Math.min(engine.position_s, shown_s.at(-1) ?? 0), patience).toBeGreaterThan(0.5)
  const before_s = engine.position_s
  // A busy machine shows its pictures behind the clock.
  const count = shown_s.length
  const last_s = shown_s.at(-1) ?? before_s
  const { src } = video
  breakDecoder(video)
  expect(engine.position_s).toBeGreaterThanOrEqual(before_s)
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(before_s + 0.5)
  expect(video.src).not.toBe(src)
  expect(wishes).toHaveLength(1)
  expect(shown_s.slice(count).every((at_s) => at_s > last_s - 0.3)).toBe(true)
  breakDecoder(video)
  await expect.poll(() => wishes.length, patience).toBe(2)
})

test('close leaves nothing behind: no player, no listener, no address', async () => {
  const began = vi.spyOn(HlsJs.prototype, 'loadSource')
  const destroyed = vi.spyOn(HlsJs.prototype, 'destroy')
  const made = vi.spyOn(URL, 'createObjectURL')
  const revoked = vi.spyOn(URL, 'revokeObjectURL')
  const { engine, video } = open(() => makeHlsPlan({ position_s: 9 }, [filmUrl, `${filmUrl}?part=2`]))
  const listeners = countListeners(video)
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(10.2)
  engine.seekTo(3)
  await expect.poll(() => engine.position_s > 3.1 && engine.position_s < 10, patience).toBe(true)
  await engine.load({ item_id: 'film' })
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(9.2)
  engine.detach()
  expect(began.mock.contexts.length).toBeGreaterThanOrEqual(4)
  expect(new Set(destroyed.mock.contexts)).toEqual(new Set(began.mock.contexts))
  expect(revoked.mock.calls.flat().toSorted()).toEqual(made.mock.results.map(({ value }) => value).toSorted())
  expect(video.getAttribute('src')).toBeNull()
  expect(listeners()).toEqual([])
})

test('a player that is closed while hls.js is on its way begins nothing', async () => {
  const began = vi.spyOn(HlsJs.prototype, 'loadSource')
  const { engine } = openFilm()
  const closed = new Promise<void>((resolve) => {
    engine.store.subscribe(() => {
      if (state(engine).phase === 'ready') queueMicrotask(resolve)
    })
  })
  await closed
  engine.detach()
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(began).not.toHaveBeenCalled()
})

/** Kinds of events of the element that are listened to and were not before. */
function countListeners(video: HTMLVideoElement): () => string[] {
  const held: { type: string; listener: unknown }[] = []
  const add = video.addEventListener.bind(video)
  const remove = video.removeEventListener.bind(video)
  const drop = (type: string, listener: unknown) => {
    const at = held.findIndex((one) => one.type === type && one.listener === listener)
    if (at >= 0) held.splice(at, 1)
  }
  video.addEventListener = (type: string, listener: EventListener, options?: AddEventListenerOptions) => {
    drop(type, listener)
    held.push({ type, listener })
    if (options?.once) add(type, () => drop(type, listener), { once: true })
    add(type, listener, options)
  }
  video.removeEventListener = (type: string, listener: EventListener) => {
    drop(type, listener)
    remove(type, listener)
  }
  return () => held.map(({ type }) => type)
}
