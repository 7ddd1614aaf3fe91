import { expect, test } from 'vitest'
import { ApiError, UnreachableError } from '@/api/errors'
import { i18n } from '@/lib/i18n'
import { refusalText } from './refusal-text'

i18n.load('en', {})
i18n.activate('en')

const refused = (code: string, facts = {}) => new ApiError(404, code, 'The server says so.', facts)

test('each reason to play nothing has words of its own', () => {
  const silent = refusalText(refused('NothingToPlay', { reason: 'disk_silent' }), i18n)
  expect(silent).toContain('disk')
  expect(refusalText(refused('NothingToPlay', { reason: 'no_file' }), i18n)).not.toBe(silent)
  expect(refusalText(refused('FileGone'), i18n)).toContain('gone')
})

test('what is unknown is left to the words of the server', () => {
  expect(refusalText(refused('NothingToPlay', { reason: 'constructor' }), i18n)).toBeNull()
  expect(refusalText(refused('NothingToPlay'), i18n)).toBeNull()
  expect(refusalText(refused('ProfileNeeded'), i18n)).toBeNull()
  expect(refusalText(new UnreachableError(''), i18n)).toBeNull()
})
