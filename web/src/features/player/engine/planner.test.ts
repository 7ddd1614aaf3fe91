// @vitest-environment jsdom
import { beforeEach, expect, test } from 'vitest'
import { ApiError } from '@/api/errors'
import { CapabilityProbe } from './capabilities'
import { Planner } from './planner'
import type { PlaybackApi, PlaybackPlan, PlaybackWish } from './playback-api'

beforeEach(() => sessionStorage.clear())

const NEW = 'audio/mp4; codecs="mp4a.40.42"'

type Refusal = (wish: PlaybackWish) => boolean

function open(browserSays: boolean, isPlayable: boolean) {
  const wishes: PlaybackWish[] = []
  const ended: string[] = []
  const refusals: Refusal[] = []
  const api = {
    start: (item_id: string, wish: PlaybackWish) => {
      wishes.push(wish)
      if (refusals.some((isRefused) => isRefused(wish)))
        return Promise.reject(new ApiError(404, 'NothingToPlay', 'Gone.'))
      const playback_id = `playback-${wishes.length}`
      return Promise.resolve({
        playback_id,
        item_id,
        is_playable: isPlayable,
        questions: [NEW],
      } as PlaybackPlan)
    },
    end: (playback_id: string) => {
      ended.push(playback_id)
      return Promise.resolve()
    },
  } as PlaybackApi
  const planner = new Planner(api, new CapabilityProbe(() => Promise.resolve(browserSays)))
  const refuse = (isRefused: Refusal) => void refusals.push(isRefused)
  return { planner, wishes, ended, refuse }
}

test('a plan that misses an answer is asked for once more, with it', async () => {
  const { planner, wishes } = open(true, false)
  await planner.plan({ item_id: 'film' })
  expect(wishes).toHaveLength(2)
  expect(wishes[0]?.capabilities.answers).not.toHaveProperty([NEW])
  expect(wishes[1]?.capabilities.answers).toHaveProperty([NEW], true)
  await planner.plan({ item_id: 'film' })
  expect(wishes).toHaveLength(3)
})

test('a playable plan stands when the new answer is a yes', async () => {
  const { planner, wishes } = open(true, true)
  await planner.plan({ item_id: 'film' })
  expect(wishes).toHaveLength(1)
})

test('a playable plan falls when the new answer is a no, and its playback ends', async () => {
  const { planner, wishes, ended } = open(false, true)
  const plan = await planner.plan({ item_id: 'film' })
  expect(wishes).toHaveLength(2)
  expect(plan.playback_id).toBe('playback-2')
  expect(ended).toEqual(['playback-1'])
})

test('two plans at once both use what one of them asked', async () => {
  const { planner, wishes } = open(true, false)
  await Promise.all([planner.plan({ item_id: 'one' }), planner.plan({ item_id: 'other' })])
  expect(wishes).toHaveLength(4)
  expect(wishes.slice(2).every((wish) => wish.capabilities.answers?.[NEW] === true)).toBe(true)
})

test('the prepared plan is used once, and let go of when something else is played', async () => {
  const { planner, wishes, ended } = open(true, true)
  planner.prepare('next')
  await planner.plan({ item_id: 'next' })
  expect(wishes).toHaveLength(1)
  planner.prepare('next')
  planner.discard()
  await Promise.resolve()
  await new Promise((resolve) => setTimeout(resolve))
  expect(ended).toHaveLength(1)
})

test('a sound track and what failed are wished for only when there is something to wish', async () => {
  const { planner, wishes } = open(true, true)
  await planner.plan({ item_id: 'film', start_s: 5 })
  expect(wishes[0]).not.toHaveProperty('audio_index')
  expect(wishes[0]).not.toHaveProperty('avoid')
  await planner.plan({ item_id: 'film', start_s: 5, audio_index: 2, avoid: ['direct'] })
  expect(wishes[1]).toMatchObject({ start_s: 5, audio_index: 2, avoid: ['direct'] })
})

test('the number of a sound track is not asked of another file than its own', async () => {
  const { planner, wishes, refuse } = open(true, true)
  refuse((wish) => wish.file_id === 'gone')
  await planner.plan({ item_id: 'film', file_id: 'gone', start_s: 5, audio_index: 2, avoid: ['direct'] })
  expect(wishes).toHaveLength(2)
  expect(wishes[1]).toMatchObject({ start_s: 5, avoid: ['direct'] })
  expect(wishes[1]).not.toHaveProperty('audio_index')
})
