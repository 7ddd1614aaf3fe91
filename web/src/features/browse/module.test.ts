// @vitest-environment jsdom
import { QueryClient } from '@tanstack/react-query'
import { expect, test, vi } from 'vitest'
import { EventStream } from '@/api/events'
import { feature } from './module'

class FakeSource extends EventTarget {
  static last: FakeSource | undefined
  constructor() {
    super()
    FakeSource.last = this
  }
  close(): void {}
}

test.each(['progress.changed', 'list.changed', 'titles.added', 'titles.changed', 'titles.removed'])(
  '%s makes the further cards of rows stale, as it does the first ones',
  (name) => {
    vi.useFakeTimers()
    vi.stubGlobal('EventSource', FakeSource)
    const client = new QueryClient()
    const row = ['get', '/api/rows/{row_id}', { params: { path: { row_id: 'added' } } }]
    client.setQueryData(row, { pages: [] })
    const stream = new EventStream('/api/events', client)
    stream.start([feature.events ?? {}])
    FakeSource.last?.dispatchEvent(new MessageEvent(name, { data: '{}' }))
    vi.advanceTimersByTime(2000)
    expect(client.getQueryState(row)?.isInvalidated).toBe(true)
    stream.stop()
    vi.unstubAllGlobals()
    vi.useRealTimers()
  },
)
