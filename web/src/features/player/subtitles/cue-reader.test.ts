import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type CueApi, CueReader } from './cue-reader'
import type { ShownPicture, SubtitleTrack } from './cues'

const TEXT = { id: '3', kind: 'text', language: 'en', is_forced: false, is_external: false } as SubtitleTrack
const PICTURES = { ...TEXT, id: '5', kind: 'pictures' } as SubtitleTrack
const BESIDE = { ...TEXT, id: 'sidecar', is_external: true } as SubtitleTrack

function open(change: Partial<CueApi> = {}) {
  const asked: string[] = []
  const api: CueApi = {
    tracks: async (file_id) => {
      asked.push(`tracks ${file_id}`)
      return [{ ...TEXT, id: '7' }]
    },
    lines: async (file_id, number) => {
      asked.push(`${file_id} ${number}`)
      const start_s = number * 60
      const lines = [
        { start_s, end_s: start_s + 2, text: `line ${number}` },
        { start_s: start_s + 58, end_s: start_s + 63, text: `late ${number}` },
      ]
      return [
        { track_id: '3', lines },
        { track_id: '7', lines },
      ]
    },
    beside: async (file_id, id) => {
      asked.push(`${file_id} ${id}`)
      return [{ track_id: id, lines: [{ start_s: 1, end_s: 2, text: 'beside' }] }]
    },
    pictures: async (file_id, index, number) => {
      asked.push(`${file_id} ${index} ${number}`)
      return [{ start_s: 1, end_s: 2, image: 'data:' } as ShownPicture]
    },
    ...change,
  }
  const reader = new CueReader(api)
  const find = async (at_s: number, track = TEXT, file_id = 'film') => {
    reader.find(file_id, 'film', track, at_s)
    await vi.advanceTimersByTimeAsync(0)
    const found = reader.find(file_id, 'film', track, at_s)
    await vi.advanceTimersByTimeAsync(0)
    return found.map((cue) => ('text' in cue ? cue.text : cue.image))
  }
  return { asked, reader, find }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('a minute is asked for once, the next one before it begins', async () => {
  const { asked, find } = open()
  expect(await find(1)).toEqual(['line 0'])
  expect(await find(20)).toEqual([])
  expect(asked).toEqual(['film 0'])
  expect(await find(59)).toEqual(['late 0'])
  expect(asked).toEqual(['film 0', 'film 1'])
  // It is still shown when its minute is over.
  expect(await find(61)).toEqual(['late 0', 'line 1'])
  expect(asked).toHaveLength(2)
})

test('after a seek the minute before is asked for only where it may reach into this one', async () => {
  const { asked, find } = open()
  await find(330)
  expect(asked).toEqual(['film 5'])
  await find(605)
  expect(asked.slice(1).toSorted()).toEqual(['film 10', 'film 9'])
})

test('pictures are of one track, a file beside the film comes whole', async () => {
  const { asked, find } = open()
  expect(await find(1.5, PICTURES)).toEqual(['data:'])
  expect(await find(1.5, BESIDE)).toEqual(['beside'])
  await find(500, BESIDE)
  expect(asked).toEqual(['film 5 0', 'film sidecar'])
})

test('the second part of a film has the track that says the same', async () => {
  const { asked, find } = open()
  await find(1, TEXT, 'second')
  expect(await find(1, TEXT, 'second')).toEqual(['line 0'])
  expect(asked).toEqual(['tracks second', 'second 0'])
})

test('what could not be had is asked for again, and nothing once the film is closed', async () => {
  const lines = vi.fn<CueApi['lines']>(async () => {
    throw new Error('away')
  })
  const { reader, find } = open({ lines })
  expect(await find(1)).toEqual([])
  expect(lines).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(3_000)
  expect(await find(1)).toEqual([])
  expect(lines).toHaveBeenCalledTimes(2)
  reader.close()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(vi.getTimerCount()).toBe(0)
})
