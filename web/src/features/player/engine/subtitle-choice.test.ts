import { expect, test } from 'vitest'
import type { SubtitleTrack } from '../subtitles/cues'
import type { PlaybackPlan } from './playback-api'
import { SubtitleChoice } from './subtitle-choice'

const track = (id: string, language: string, is_forced = false) =>
  ({ id, language, is_forced, is_sdh: false, title: null, kind: 'text' }) as SubtitleTrack
const plan = (title_id: string, subtitle_id: string | null, tracks: SubtitleTrack[]) =>
  ({ title: { id: title_id }, subtitle_id, subtitle_tracks: tracks }) as PlaybackPlan
const FIRST = [track('1', 'en'), track('2', 'de'), track('3', 'de', true)]

test('a choice by hand holds for the next episode, which numbers its tracks otherwise', () => {
  const choice = new SubtitleChoice()
  expect(choice.begin(plan('series', '1', FIRST))).toBe('1')
  choice.note(FIRST[1] ?? null)
  expect(choice.begin(plan('series', '1', FIRST))).toBe('2')
  expect(choice.begin(plan('series', '9', [track('9', 'en'), track('8', 'de')]))).toBe('8')
  expect(choice.begin(plan('series', '9', [track('9', 'en')]))).toBe('9')
  choice.note(null)
  expect(choice.begin(plan('series', '9', [track('9', 'en')]))).toBeNull()
  expect(choice.begin(plan('another', '9', [track('9', 'en')]))).toBe('9')
})

test('on means the last ones, else whole lines', () => {
  const choice = new SubtitleChoice()
  const without = plan('film', null, [track('3', 'de', true), track('1', 'en'), track('2', 'de')])
  choice.begin(without)
  expect(choice.on(without)?.id).toBe('1')
  choice.note(without.subtitle_tracks[2] ?? null)
  choice.note(null)
  expect(choice.on(without)?.id).toBe('2')
  expect(choice.on(plan('film', null, []))).toBeNull()
  expect(choice.on(plan('film', null, [track('3', 'de', true)]))?.id).toBe('3')
})
