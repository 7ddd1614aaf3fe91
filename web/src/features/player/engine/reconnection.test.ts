// @vitest-environment jsdom
import { expect, test, vi } from 'vitest'
import { ApiError, UnreachableError } from '@/api/errors'
import { Reconnection } from './reconnection'

const gone = () => Promise.reject(new ApiError(409, 'FileGone', 'gone'))

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

test('a file that is just being replaced is waited for in silence, but not for ever', async () => {
  vi.useFakeTimers()
  const seen: boolean[] = []
  let tries = 0
  const replaced = new Reconnection((isOn) => seen.push(isOn)).persist(
    () => {
      tries += 1
      return tries < 4 ? gone() : Promise.resolve('plan')
    },
    () => true,
  )
  await vi.advanceTimersByTimeAsync(5000)
  expect(await replaced).toBe('plan')
  expect(seen).toEqual([false])
  const lost = new Reconnection(() => {}).persist(gone, () => true).catch((error: unknown) => error)
  await vi.advanceTimersByTimeAsync(30_000)
  expect(await lost).toMatchObject({ code: 'FileGone' })
  vi.useRealTimers()
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
