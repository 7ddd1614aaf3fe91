// @vitest-environment jsdom
import { expect, test, vi } from 'vitest'
import { ApiError, UnreachableError } from '@/api/errors'
import { Reconnection } from './reconnection'

test('goes on trying while Kino is away, and says so', async () => {
  vi.useFakeTimers()
  const seen: boolean[] = []
  let tries = 0
  const answer = new Reconnection((isOn) => seen.push(isOn)).persist(
    () => {
      tries += 1
      return tries < 4 ? Promise.reject(new UnreachableError('away')) : Promise.resolve('plan')
    },
    () => true,
  )
  await vi.advanceTimersByTimeAsync(10_000)
  expect(await answer).toBe('plan')
  expect(seen).toEqual([true, true, true, false])
  vi.useRealTimers()
})

test('a refusal is no absence', async () => {
  const refused = new Reconnection(() => {}).persist(
    () => Promise.reject(new ApiError(404, 'NothingToPlay', 'gone')),
    () => true,
  )
  await expect(refused).rejects.toThrow('gone')
})

test('the same second may fail twice; what plays on wipes the slate', () => {
  const reconnection = new Reconnection(() => {})
  expect([reconnection.isFutile(100), reconnection.isFutile(100.5), reconnection.isFutile(101)]).toEqual([
    false,
    false,
    true,
  ])
  reconnection.noteProgress(110)
  expect(reconnection.isFutile(110)).toBe(false)
})
