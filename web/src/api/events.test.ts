// @vitest-environment jsdom
import { QueryClient } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { EventStream } from './events'

class FakeSource extends EventTarget {
  static opened: FakeSource[] = []
  isClosed = false
  readonly url: string
  constructor(url: string) {
    super()
    this.url = url
    FakeSource.opened.push(this)
  }
  close(): void {
    this.isClosed = true
  }
}

beforeEach(() => {
  FakeSource.opened = []
  vi.useFakeTimers()
  vi.stubGlobal('EventSource', FakeSource)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('an event makes its queries stale and hands its data to functions', () => {
  const client = new QueryClient()
  const invalidate = vi.spyOn(client, 'invalidateQueries')
  const onProgress = vi.fn<(data: unknown) => void>()
  const stream = new EventStream('/api/events', client)
  stream.start([{ 'titles.added': [['get', '/api/home']], 'scan.progress': onProgress }])
  const source = FakeSource.opened[0]
  source?.dispatchEvent(new MessageEvent('titles.added', { data: '{}' }))
  source?.dispatchEvent(new MessageEvent('scan.progress', { data: '{"done_count":3}' }))
  expect(invalidate).toHaveBeenCalledWith({ queryKey: ['get', '/api/home'] })
  expect(onProgress.mock.calls[0]?.[0]).toEqual({ done_count: 3 })
})

test('a lost stream comes back with growing pauses and asks again for what was missed', () => {
  const client = new QueryClient()
  const invalidate = vi.spyOn(client, 'invalidateQueries')
  const stream = new EventStream('/api/events', client)
  stream.start([{ 'titles.added': [['get', '/api/home']] }])
  FakeSource.opened[0]?.dispatchEvent(new Event('open'))
  expect(stream.getState()).toBe('open')
  FakeSource.opened[0]?.dispatchEvent(new Event('error'))
  expect(stream.getState()).toBe('lost')
  vi.advanceTimersByTime(1300)
  expect(FakeSource.opened).toHaveLength(2)
  FakeSource.opened[1]?.dispatchEvent(new Event('error'))
  vi.advanceTimersByTime(1300)
  expect(FakeSource.opened).toHaveLength(2)
  vi.advanceTimersByTime(1300)
  expect(FakeSource.opened).toHaveLength(3)
  FakeSource.opened[2]?.dispatchEvent(new Event('open'))
  expect(stream.getState()).toBe('open')
  expect(invalidate).toHaveBeenCalledOnce()
  stream.stop()
  expect(FakeSource.opened[2]?.isClosed).toBe(true)
})

test('the network that comes back during an attempt leaves one stream, which stop() ends', () => {
  const stream = new EventStream('/api/events', new QueryClient())
  stream.start([])
  FakeSource.opened[0]?.dispatchEvent(new Event('error'))
  vi.advanceTimersByTime(1300)
  dispatchEvent(new Event('online'))
  dispatchEvent(new Event('online'))
  expect(FakeSource.opened.filter((source) => !source.isClosed)).toHaveLength(1)
  stream.stop()
  expect(FakeSource.opened.every((source) => source.isClosed)).toBe(true)
})

test('before each further attempt is asked whether the session is over, but not of who has left', () => {
  const onLost = vi.fn<() => void>()
  const stream = new EventStream('/api/events', new QueryClient(), onLost)
  stream.start([])
  FakeSource.opened[0]?.dispatchEvent(new Event('error'))
  expect(onLost).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1300)
  expect(onLost).toHaveBeenCalledOnce()
  FakeSource.opened[1]?.dispatchEvent(new Event('error'))
  stream.stop()
  vi.advanceTimersByTime(60_000)
  expect(onLost).toHaveBeenCalledOnce()
})
