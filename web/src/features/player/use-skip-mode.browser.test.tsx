import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { expect, test, vi } from 'vitest'
import { renderHook } from 'vitest-browser-react'
import { type Me, meQuery, type Profile } from '@/api/session'
import type { Commands } from './commands'
import type { PlaybackPlan } from './engine/playback-api'
import type { PlayerEngine } from './engine/player-engine'
import { INITIAL_STATE, type PlayerState } from './engine/player-state'
import { Store } from './engine/store'
import { PlayerContext } from './player-context'
import type { Segment } from './segments'
import { createUiStore } from './ui-store'
import { useSkipMode } from './use-skip-mode'

const INTRO: Segment = { kind: 'intro', start_s: 10, end_s: 40, is_marked: false }
const CREDITS: Segment = { kind: 'credits', start_s: 900, end_s: 950, is_marked: false }
const plan = (item_id: string, title_id = 'series') => ({ item_id, title: { id: title_id } }) as PlaybackPlan

async function watch(skip_mode: Profile['skip_mode']) {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } })
  client.setQueryData(meQuery().queryKey, { profile: { skip_mode } } as Me)
  const store = new Store<PlayerState>({ ...INITIAL_STATE, phase: 'ready', plan: plan('first') })
  const skip = vi.fn<() => void>()
  const player = {
    engine: { store } as unknown as PlayerEngine,
    ui: createUiStore(),
    commands: { skip } as unknown as Commands,
  }
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>
      <PlayerContext value={player}>{children}</PlayerContext>
    </QueryClientProvider>
  )
  const hook = await renderHook((segment: Segment | null = null) => useSkipMode(segment), { wrapper })
  return { ...hook, skip, store }
}

test.each(['ask', 'off'] as const)('with %s nothing is skipped by itself', async (mode) => {
  const { rerender, skip, result } = await watch(mode)
  await rerender(INTRO)
  expect(result.current).toBe(mode)
  expect(skip).not.toHaveBeenCalled()
})

test('with auto each segment is skipped once, and whoever goes back sees it', async () => {
  const { rerender, skip } = await watch('auto')
  await rerender(INTRO)
  expect(skip).toHaveBeenCalledTimes(1)
  await rerender(null)
  await rerender(INTRO)
  expect(skip).toHaveBeenCalledTimes(1)
  await rerender(CREDITS)
  expect(skip).toHaveBeenCalledTimes(2)
})

test('with binge the first episode of an evening is shown whole', async () => {
  const { rerender, skip, store, act } = await watch('binge')
  await rerender(INTRO)
  expect(skip).not.toHaveBeenCalled()
  await rerender(null)
  await act(() => store.set({ plan: plan('second') }))
  await rerender(INTRO)
  expect(skip).toHaveBeenCalledTimes(1)
  await rerender(null)
  await act(() => store.set({ plan: plan('other', 'another series') }))
  await rerender({ ...INTRO })
  expect(skip).toHaveBeenCalledTimes(1)
})

test('a paused film stays where it is', async () => {
  const { rerender, skip, store, act } = await watch('auto')
  await act(() => store.set({ isPaused: true }))
  await rerender(INTRO)
  expect(skip).not.toHaveBeenCalled()
  await act(() => store.set({ isPaused: false }))
  await vi.waitFor(() => expect(skip).toHaveBeenCalledTimes(1))
})
