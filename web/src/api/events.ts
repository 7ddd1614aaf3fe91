import type { QueryClient, QueryKey } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'

export type StreamState = 'idle' | 'connecting' | 'open' | 'lost'

/**
 * What a live event does, by its name: query keys that become stale (prefixes, as in TanStack Query), or a function
 * that writes the news into the cache itself. `data` is the event's JSON.
 */
export type EventMap = Record<string, readonly QueryKey[] | ((data: unknown, client: QueryClient) => void)>

const FIRST_DELAY_MS = 1000
const LONGEST_DELAY_MS = 30_000

/** The one stream of live events, `GET /api/events`: reconnects with growing pauses and says how it stands. */
export class EventStream {
  private source: EventSource | undefined
  private timer: ReturnType<typeof setTimeout> | undefined
  private failures = 0
  private state: StreamState = 'idle'
  private maps: readonly EventMap[] = []
  private readonly listeners = new Set<() => void>()
  private readonly url: string
  private readonly client: QueryClient
  private readonly onLost: () => void

  /** onLost: before each further attempt; an EventSource does not tell a refusal from silence. */
  constructor(url: string, client: QueryClient, onLost: () => void = () => {}) {
    this.url = url
    this.client = client
    this.onLost = onLost
  }

  getState = (): StreamState => this.state

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Opens the stream for these maps; a second call replaces the first. */
  start(maps: readonly EventMap[]): void {
    this.stop()
    this.maps = maps
    this.connect()
    addEventListener('online', this.reconnectNow)
  }

  stop(): void {
    removeEventListener('online', this.reconnectNow)
    clearTimeout(this.timer)
    this.source?.close()
    this.source = undefined
    this.failures = 0
    this.setState('idle')
  }

  private readonly reconnectNow = (): void => {
    if (this.state === 'lost') this.connect()
  }

  private connect(): void {
    // The network may come back in the middle of an attempt, and one stream is enough.
    clearTimeout(this.timer)
    this.source?.close()
    this.setState(this.failures === 0 ? 'connecting' : 'lost')
    const source = new EventSource(this.url)
    this.source = source
    source.addEventListener('open', () => {
      // What happened while nobody listened is unknown, so everything live is asked again.
      if (this.failures > 0)
        for (const map of this.maps) for (const name of Object.keys(map)) this.apply(map, name, undefined)
      this.failures = 0
      this.setState('open')
    })
    source.addEventListener('error', () => {
      // The browser's own retry knows no back-off and gives up on a 502, so each attempt is ours.
      source.close()
      this.failures += 1
      this.setState('lost')
      const pause_ms = Math.min(FIRST_DELAY_MS * 2 ** (this.failures - 1), LONGEST_DELAY_MS)
      // Not at once: whoever signs out ends the stream too, and is gone by then.
      const again = () => {
        this.onLost()
        this.connect()
      }
      this.timer = setTimeout(again, pause_ms * (0.75 + Math.random() / 2))
    })
    const names = new Set(this.maps.flatMap((map) => Object.keys(map)))
    for (const name of names) source.addEventListener(name, (event) => this.receive(name, event.data))
  }

  private receive(name: string, text: string): void {
    const data: unknown = text ? JSON.parse(text) : undefined
    for (const map of this.maps) this.apply(map, name, data)
  }

  private apply(map: EventMap, name: string, data: unknown): void {
    const effect = map[name]
    if (typeof effect === 'function') {
      if (data !== undefined) effect(data, this.client)
      return
    }
    for (const queryKey of effect ?? []) void this.client.invalidateQueries({ queryKey })
  }

  private setState(state: StreamState): void {
    if (this.state === state) return
    this.state = state
    for (const listener of this.listeners) listener()
  }
}

/** Keeps the stream open while the calling component is on screen. */
export function useEventStream(stream: EventStream, maps: readonly EventMap[]): StreamState {
  useEffect(() => {
    stream.start(maps)
    return () => stream.stop()
  }, [stream, maps])
  return useSyncExternalStore(stream.subscribe, stream.getState)
}
