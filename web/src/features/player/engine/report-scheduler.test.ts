import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { PlaybackReport } from './playback-api'
import { ReportScheduler, type Standing } from './report-scheduler'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function open(state: Standing['state'] = 'playing') {
  const standing: Standing = { position_s: 0, duration_s: 600, state }
  const sent: (PlaybackReport & { isLast: boolean })[] = []
  let isRefused = false
  let hold: Promise<void> | null = null
  const reports = new ReportScheduler(
    () => standing,
    async (report, isLast) => {
      sent.push({ ...report, isLast })
      await hold
      if (isRefused) throw new Error('no answer')
    },
  )
  reports.start(10)
  const play = (to_s: number) => {
    for (; standing.position_s < to_s; standing.position_s += 0.25) reports.watch(standing.position_s)
    reports.watch(to_s)
    standing.position_s = to_s
  }
  return {
    reports,
    standing,
    sent,
    play,
    refuse: (value: boolean) => {
      isRefused = value
    },
    holdUntil: (promise: Promise<void>) => {
      hold = promise
    },
  }
}

test('a playing film reports every interval what was really watched', async () => {
  const { sent, play } = open()
  play(10)
  await vi.advanceTimersByTimeAsync(10_000)
  play(20)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(sent.map((report) => [report.event, report.position_s, report.watched_s])).toEqual([
    ['interval', 10, 10],
    ['interval', 20, 10],
  ])
})

test('a paused film keeps silent, so that it does not fight with another screen', async () => {
  const { sent } = open('paused')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(sent).toEqual([])
})

test('a jump is not watched, and a drag over the timeline is one report', async () => {
  const { reports, standing, sent, play } = open()
  play(5)
  for (const to_s of [100, 200, 300]) {
    reports.jump(standing.position_s, to_s)
    standing.position_s = to_s
    vi.advanceTimersByTime(200)
  }
  reports.watch(300)
  play(302)
  await vi.advanceTimersByTimeAsync(1000)
  expect(sent).toHaveLength(1)
  expect(sent[0]).toMatchObject({ event: 'seek', position_s: 302, watched_s: 7 })
})

test('what was played since the last tick of the clock is watched, before a jump and at the end', () => {
  const { reports, standing, sent } = open()
  reports.jump(0.7, 100)
  standing.position_s = 100.6
  reports.reportLast()
  expect(sent[0]?.watched_s).toBeCloseTo(1.3)
})

test('seconds of a report that failed are told by the next', async () => {
  const { sent, play, refuse } = open()
  play(10)
  refuse(true)
  await vi.advanceTimersByTimeAsync(10_000)
  refuse(false)
  play(14)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(sent[1]?.watched_s).toBeCloseTo(14)
})

test('a report never overtakes another, and the newest is the one that follows', async () => {
  const { reports, sent, holdUntil } = open()
  const { promise, resolve: release } = Promise.withResolvers<void>()
  holdUntil(promise)
  reports.report('pause')
  reports.report('play')
  reports.report('pause')
  expect(sent).toHaveLength(1)
  release()
  await vi.advanceTimersByTimeAsync(0)
  expect(sent.map((report) => report.event)).toEqual(['pause', 'pause'])
})

test('the last word goes out at once and survives the page', () => {
  const { reports, sent, play } = open()
  play(3)
  reports.reportLast()
  expect(sent[0]).toMatchObject({ event: 'close', isLast: true, watched_s: 3 })
})

test('seconds of a report that fails behind the end are not told of the next item', async () => {
  const { reports, sent, play, refuse, holdUntil } = open()
  const { promise, resolve: release } = Promise.withResolvers<void>()
  play(10)
  holdUntil(promise)
  refuse(true)
  reports.report('pause')
  reports.stop()
  reports.start(10)
  release()
  await vi.advanceTimersByTimeAsync(0)
  refuse(false)
  reports.report('play')
  expect(sent.map((report) => report.watched_s)).toEqual([10, 0])
})
