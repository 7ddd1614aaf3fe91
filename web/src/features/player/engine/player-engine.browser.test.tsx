import { expect, test, vi } from 'vitest'
import { ApiError, UnreachableError } from '@/api/errors'
import type { SubtitleTrack } from '../subtitles/cues'
import filmUrl from './clips/film.mp4?url'
import noPictureUrl from './clips/no-picture.mp4?url'
import noSoundUrl from './clips/no-sound.mp4?url'
import { follow, makePlan, open, patience, state, watchPictures } from './film.fixture'
import type { PlaybackPlan } from './playback-api'

test('a film plays, seeks, pauses, and tells the server', async () => {
  const { engine, video, reports } = open(() => makePlan('film', [filmUrl]))
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(0.5)
  expect(video.videoWidth).toBe(160)
  const before_s = engine.position_s
  engine.seekTo(5)
  expect(engine.position_s).toBe(5)
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(5.3)
  engine.pause()
  await expect.poll(() => reports.some((report) => report.event === 'pause'), patience).toBe(true)
  expect(state(engine).isPaused).toBe(true)
  engine.detach()
  expect(reports.at(-1)?.event).toBe('close')
  const end_s = reports.at(-1)?.position_s ?? 0
  expect(end_s).toBeGreaterThan(5.3)
  const watched_s = reports.reduce((sum, report) => sum + (report.watched_s ?? 0), 0)
  expect(watched_s).toBeCloseTo(before_s + end_s - 5, 1)
  expect(video.getAttribute('src')).toBeNull()
})

test('it begins where the profile stopped, and no picture of before is seen', async () => {
  const { engine, video } = open(() => makePlan('film', [filmUrl], { position_s: 4 }))
  const seen: number[] = []
  const shown_s = watchPictures(video)
  engine.store.subscribe(() => {
    if (state(engine).phase === 'ready') seen.push(state(engine).position_s)
  })
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(4.2)
  expect(Math.min(...seen)).toBeGreaterThanOrEqual(3.9)
  await expect.poll(() => shown_s.length, patience).toBeGreaterThan(0)
  expect(Math.min(...shown_s)).toBeGreaterThanOrEqual(3.9)
})

test('parts are one film: it goes on behind the first and back before the second', async () => {
  const film = open(() => makePlan('film', [filmUrl, `${filmUrl}#2`], { position_s: 7 }))
  const onward = follow(film)
  await expect.poll(() => onward.some(({ at_s }) => at_s > 8.3), patience).toBe(true)
  expect(onward.find(({ at_s }) => at_s > 8.3)).toMatchObject({
    src: expect.stringContaining('#2'),
    hasEnded: false,
  })
  film.engine.seekTo(2)
  const back = follow(film)
  await expect.poll(() => back.some(({ at_s }) => at_s > 2.3), patience).toBe(true)
  const moment = back.find(({ at_s }) => at_s > 2.3)
  expect(moment).toMatchObject({ src: expect.not.stringContaining('#2'), isPaused: false })
  expect(moment?.at_s).toBeLessThan(8)
})

test('the end is the end of the last part, and playing again begins at the beginning', async () => {
  const film = open(() => makePlan('film', [filmUrl], { position_s: 7 }))
  const { engine, reports } = film
  await expect.poll(() => state(engine).hasEnded, patience).toBe(true)
  expect(reports.some((report) => report.event === 'ended' && report.state === 'ended')).toBe(true)
  const again = follow(film)
  engine.play()
  await expect.poll(() => again.some(({ at_s }) => at_s > 0.2), patience).toBe(true)
  expect(again.find(({ at_s }) => at_s > 0.2)?.at_s).toBeLessThan(7)
  expect(again.some(({ at_s, hasEnded }) => at_s > 0.2 && !hasEnded)).toBe(true)
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

test('a file that was replaced goes on at the same second of the new one', async () => {
  const { engine, video, wishes } = open((wish, count) => {
    if (count === 2) throw new ApiError(409, 'FileGone', 'between the old file and the new one')
    return makePlan('film', [`${filmUrl}#${count}`], { position_s: wish.start_s ?? 0 })
  })
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(0.5)
  engine.seekTo(4)
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(4.2)
  // What a browser does when the next stretch of its file is refused.
  const broken = vi.spyOn(video, 'error', 'get').mockReturnValue({ code: 2 } as MediaError)
  video.dispatchEvent(new Event('error'))
  broken.mockRestore()
  await expect.poll(() => video.src, patience).toContain('#3')
  expect(wishes.at(-1)?.start_s).toBeGreaterThan(4)
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(4.6)
  expect(state(engine)).toMatchObject({ phase: 'ready', problem: null, isReconnecting: false })
})

test('the film itself begins when it has come for its stand-in', async () => {
  const film = open((wish, count) =>
    makePlan('film', [`${filmUrl}#${count}`], { position_s: wish.start_s ?? 0, has_stand_in: count === 1 }),
  )
  const { engine, refusal } = film
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(0.5)
  engine.seekTo(5)
  const moments = follow(film)
  refusal.error = new ApiError(410, 'PlaybackEnded', 'The film itself has come.')
  await expect.poll(() => state(engine).plan?.has_stand_in, patience).toBe(false)
  refusal.error = null
  expect(moments.find(({ isStandIn }) => isStandIn === false)?.at_s).toBe(0)
})

test.each([
  [403, 'NotAllowed'],
  [404, 'NothingToPlay'],
])('a library that was taken away ends in the sentence of the refusal (%i)', async (status, code) => {
  const { engine, refusal } = open((_, count) => {
    if (count > 1) throw new ApiError(404, 'NothingToPlay', 'There is no such film in your libraries.')
    return makePlan('film', [filmUrl])
  })
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(0.3)
  refusal.error = new ApiError(status, code, 'no')
  await expect.poll(() => state(engine).problem?.kind, patience).toBe('refused')
  expect(state(engine).problem).toMatchObject({
    error: { message: 'There is no such film in your libraries.' },
  })
})

test('a session that was ended ends the film with its reason, and asks for nothing more', async () => {
  const { engine, wishes, refusal } = open(() => makePlan('film', [filmUrl]))
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(0.3)
  refusal.error = new ApiError(401, 'NotSignedIn', 'Sign in first.')
  await expect.poll(() => state(engine).problem, patience).toMatchObject({ error: { status: 401 } })
  expect(wishes).toHaveLength(1)
})

test('a disk that went away is told, and Retry goes on at the same second', async () => {
  const { engine, wishes, refusal } = open((wish, count) =>
    makePlan('film', [filmUrl], { position_s: wish.start_s ?? 0, is_playable: count !== 2 }),
  )
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(0.3)
  engine.seekTo(4)
  refusal.error = new ApiError(410, 'PlaybackEnded', 'over')
  await expect.poll(() => state(engine).problem?.kind, patience).toBe('unplayable')
  refusal.error = null
  engine.retry()
  await expect.poll(() => state(engine).phase, patience).toBe('ready')
  expect(wishes.at(-1)?.start_s).toBeGreaterThan(3.9)
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(4.3)
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

/** The watchdog looks after two seconds: a busy machine must not be at the end of so short a clip by then. */
function openSlowly(...asked: Parameters<typeof open>) {
  const film = open(...asked)
  film.engine.tuning.setRate(0.25)
  return film
}

test.each([
  ['no_video', noPictureUrl],
  ['no_audio', noSoundUrl],
])('what plays with %s is converted instead, at the same second', async (kind, url) => {
  const { engine, wishes, failures } = openSlowly((wish) =>
    wish.avoid
      ? makePlan('film', [filmUrl], { position_s: wish.start_s ?? 0, file_id: 'file' })
      : makePlan('film', [url]),
  )
  await expect.poll(() => wishes.length, patience).toBe(2)
  expect(wishes[1]).toMatchObject({ avoid: ['direct'], file_id: 'file' })
  expect(wishes[1]?.start_s).toBeGreaterThan(0.4)
  expect(failures).toEqual([kind])
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan((wishes[1]?.start_s ?? 0) + 0.3)
  expect(state(engine)).toMatchObject({ phase: 'ready', problem: null })
})

test('a picture that stays black is not sent as it is in segments either, where it can be converted', async () => {
  const { engine, wishes, failures } = openSlowly((wish) =>
    wish.avoid
      ? makePlan('film', [filmUrl], { converted_to_px: 720, can_convert: false })
      : makePlan('film', [noPictureUrl], { can_convert: true }),
  )
  await expect.poll(() => wishes.length, patience).toBe(2)
  expect(wishes[1]?.avoid).toEqual(['direct', 'hls'])
  expect(failures).toEqual(['no_video'])
  await expect.poll(() => state(engine).phase, patience).toBe('ready')
})

test('each part has to prove itself, also one that a seek leads to', async () => {
  const { engine, wishes, failures } = openSlowly((wish) =>
    makePlan('film', [filmUrl, noSoundUrl], { is_playable: !wish.avoid }),
  )
  // At this speed the first part was looked at by then.
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(0.9)
  expect(failures).toEqual([])
  engine.seekTo(8.2)
  await expect.poll(() => failures, patience).toEqual(['no_audio'])
  await expect.poll(() => wishes.at(-1)?.avoid, patience).toEqual(['direct'])
})

test.each([
  ['HEVC that "plays" without a picture ends in words, not in darkness', 'no_video', noPictureUrl],
  ['AC-3 that "plays" without sound ends in words, not in silence', 'no_audio', noSoundUrl],
])('%s, when nothing can be converted', async (_, kind, url) => {
  const { engine, wishes, failures } = openSlowly((wish) =>
    makePlan('film', [url], { is_playable: !wish.avoid }),
  )
  await expect.poll(() => state(engine).problem?.kind, patience).toBe(kind)
  expect(failures).toEqual([kind])
  expect(wishes).toHaveLength(2)
})

test('a server that knows no other way is asked for one once', async () => {
  const { engine, wishes } = openSlowly(() => makePlan('film', [noSoundUrl]))
  await expect.poll(() => state(engine).problem?.kind, patience).toBe('no_audio')
  expect(wishes.map(({ avoid }) => avoid)).toEqual([undefined, ['direct']])
})

test('a converted film that fails ends in words at once', async () => {
  const { engine, wishes } = openSlowly(() => makePlan('film', [noPictureUrl], { method: 'none' }))
  await expect.poll(() => state(engine).problem?.kind, patience).toBe('no_video')
  expect(wishes).toHaveLength(1)
})

test('another sound track of a file that plays as it is comes with a new plan', async () => {
  const { engine, wishes } = open((wish) =>
    makePlan('film', [filmUrl], { position_s: wish.start_s ?? 0, audio_index: wish.audio_index ?? 1 }),
  )
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(0.3)
  expect(wishes[0]).not.toHaveProperty('audio_index')
  engine.seekTo(4)
  engine.chooseAudio(2)
  expect(state(engine).audio_index).toBe(2)
  await expect.poll(() => wishes.length, patience).toBe(2)
  expect(wishes[1]).toMatchObject({ audio_index: 2, file_id: 'file' })
  expect(wishes[1]?.start_s).toBeGreaterThan(3.9)
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(4.3)
  expect(state(engine)).toMatchObject({ phase: 'ready', audio_index: 2 })
})

test('tracks that were taken by hand are told to the server by what they are', async () => {
  const sound = { index: 2, language: 'de', title: 'Synchron' } as PlaybackPlan['audio_tracks'][number]
  const lines = { id: '5', language: 'de', title: null, is_forced: false, is_sdh: true } as SubtitleTrack
  const { engine, kept } = open((wish) =>
    makePlan('film', [filmUrl], {
      position_s: wish.start_s ?? 0,
      audio_tracks: [sound],
      subtitle_tracks: [lines],
    }),
  )
  await expect.poll(() => state(engine).phase, patience).toBe('ready')
  engine.chooseSubtitles('5')
  engine.toggleSubtitles()
  engine.chooseAudio(2)
  expect(kept).toEqual([
    ['subtitles', { language: 'de', title: null, is_forced: false, is_sdh: true }],
    ['subtitles', null],
    ['audio', { language: 'de', title: 'Synchron', is_forced: false, is_sdh: false }],
  ])
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
  engine.tuning.setRate(1.5)
  const spy = vi.spyOn(video, 'remove')
  await engine.load({ item_id: 'next' })
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(0.2)
  expect(engine.element).toBe(video)
  expect(video.playbackRate).toBe(1.5)
  expect(spy).not.toHaveBeenCalled()
})

test('while the next item loads, and when it is refused, nothing of the one before is shown', async () => {
  const { engine } = open((_, count) => {
    if (count > 1) throw new ApiError(404, 'NothingToPlay', 'not here')
    return makePlan('one', [filmUrl])
  }, 'one')
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(0.2)
  const loading = engine.load({ item_id: 'two' })
  expect(state(engine)).toMatchObject({ item_id: 'two', plan: null, position_s: 0, duration_s: null })
  await loading
  expect(state(engine)).toMatchObject({ phase: 'problem', plan: null })
})

test('Try again asks for the version and the second that could not be asked for', async () => {
  const { engine, wishes } = open((_, count) => {
    if (count === 2) throw new UnreachableError('away')
    return makePlan(count === 1 ? 'one' : 'two', [filmUrl], { position_s: 3 })
  }, 'one')
  await expect.poll(() => state(engine).phase, patience).toBe('ready')
  await engine.load({ item_id: 'two', file_id: 'director', start_s: 3 })
  expect(state(engine).problem?.kind).toBe('refused')
  engine.retry()
  await expect.poll(() => state(engine).phase, patience).toBe('ready')
  expect(wishes.at(-1)).toMatchObject({ file_id: 'director', start_s: 3 })
})

test('a trailer that cannot be played is not replaced by its film', async () => {
  const { engine, wishes } = open(() =>
    makePlan('film', [], { is_playable: false, is_extra: true, file_id: 'trailer' }),
  )
  await expect.poll(() => state(engine).problem?.kind, patience).toBe('unplayable')
  engine.retry()
  await expect.poll(() => wishes.length, patience).toBe(2)
  expect(wishes[1]?.file_id).toBe('trailer')
})

function hidePage() {
  const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true)
  document.dispatchEvent(new Event('visibilitychange'))
  hidden.mockRestore()
}

test('a page that is hidden says where the film stands, since it may not come back', async () => {
  const { engine, reports } = open(() => makePlan('film', [filmUrl], { report_interval_s: 60 }))
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(0.2)
  hidePage()
  expect(reports.at(-1)).toMatchObject({ event: 'interval', state: 'playing' })
})

test('a paused player that is hidden keeps silent: another screen may play the film', async () => {
  const { engine, reports } = open(() => makePlan('film', [filmUrl], { report_interval_s: 60 }))
  await expect.poll(() => engine.position_s, patience).toBeGreaterThan(0.2)
  engine.pause()
  await expect.poll(() => reports.at(-1)?.event, patience).toBe('pause')
  const { length } = reports
  hidePage()
  expect(reports).toHaveLength(length)
})
