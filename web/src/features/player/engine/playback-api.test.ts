// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from 'vitest'
import { queryClient } from '@/api/query-client'
import { enterAs, type Me } from '@/api/session'
import { playbackApi } from './playback-api'

const server = vi.hoisted(() => {
  const state = { profile_id: 'anna' }
  // The client takes the fetch that it finds when it is made.
  globalThis.fetch = (request) => {
    const isMe = (request as Request).url.endsWith('/api/me')
    return Promise.resolve(
      isMe
        ? Response.json({ profile: { id: state.profile_id } })
        : Response.json({ error: 'PlaybackEnded', detail: 'Over.' }, { status: 410 }),
    )
  }
  return state
})

const REPORT = {
  position_s: 60,
  duration_s: 6000,
  watched_s: 10,
  state: 'playing',
  event: 'interval',
} as const
const report = () => {
  const heard = vi.fn<() => void>()
  void playbackApi.report('playback', REPORT, false).then(heard, heard)
  return heard
}

beforeEach(() =>
  enterAs({ profile: { id: 'anna' }, house: { language: 'en' } } as unknown as Me, queryClient),
)

test('a playback that is over may be planned anew, but not for someone whom another tab chose', async () => {
  server.profile_id = 'anna'
  const own = report()
  await vi.waitFor(() => expect(own).toHaveBeenCalledOnce())

  server.profile_id = 'child'
  const theirs = report()
  await vi.waitFor(() =>
    expect(queryClient.getQueryData(['get', '/api/me'])).toMatchObject({ profile: { id: 'child' } }),
  )
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(theirs).not.toHaveBeenCalled()
})
