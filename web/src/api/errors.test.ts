// @vitest-environment jsdom
import { afterEach, expect, test, vi } from 'vitest'
import { api, setSignedOutHandler } from './client'
import { ApiError, isWorthRetrying, readApiError, UnreachableError } from './errors'

afterEach(() => vi.unstubAllGlobals())

function answer(status: number, body: unknown): Response {
  return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status })
}

test('a refusal keeps the name and the sentence of the server', async () => {
  const error = await readApiError(answer(404, { error: 'TitleNotFound', detail: 'There is no title 7.' }))
  expect(error).toMatchObject({
    status: 404,
    code: 'TitleNotFound',
    message: 'There is no title 7.',
  })
})

test('a refusal keeps the facts that its words need', async () => {
  const facts = { reason: 'disk_silent' }
  const error = await readApiError(answer(404, { error: 'NothingToPlay', detail: 'Try again.', facts }))
  expect(error).toMatchObject({ code: 'NothingToPlay', facts })
})

test('a malformed request lists its reasons', async () => {
  const error = await readApiError(
    answer(422, { detail: [{ msg: 'year must be a number' }, { msg: 'title is missing' }] }),
  )
  expect(error).toMatchObject({
    code: 'InvalidRequest',
    message: 'year must be a number; title is missing',
  })
})

test('the page of a proxy in between is not shown as our words', async () => {
  const error = await readApiError(answer(502, '<h1>Bad gateway</h1>'))
  expect(error).toMatchObject({ status: 502, code: 'UnexpectedAnswer' })
})

test('only absences are worth asking again', () => {
  expect(isWorthRetrying(new ApiError(404, 'TitleNotFound', ''))).toBe(false)
  expect(isWorthRetrying(new ApiError(503, 'Busy', ''))).toBe(true)
  expect(isWorthRetrying(new UnreachableError(''))).toBe(true)
  expect(isWorthRetrying(new TypeError('a fault of ours'))).toBe(false)
})

test('a refused call throws an ApiError, and a lost session is told once', async () => {
  const onSignedOut = vi.fn<() => void>()
  setSignedOutHandler(onSignedOut)
  vi.stubGlobal('fetch', async () => answer(401, { error: 'SessionEnded', detail: 'Please sign in.' }))
  await expect(api.GET('/api/health', { fetch: globalThis.fetch })).rejects.toMatchObject({
    code: 'SessionEnded',
  })
  expect(onSignedOut).toHaveBeenCalledOnce()
})

test('no answer becomes an UnreachableError', async () => {
  await expect(
    api.GET('/api/health', { fetch: () => Promise.reject(new TypeError('Failed to fetch')) }),
  ).rejects.toBeInstanceOf(UnreachableError)
})
