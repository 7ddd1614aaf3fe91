// @vitest-environment jsdom
import { i18n } from '@lingui/core'
import { QueryClient } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { chooseLanguage, preferredLanguage } from '@/lib/i18n'
import { enterAs, forgetSession, isSomeoneElse, type Me } from './session'

const meOf = (id: string | null, ui_language: string | null = null) =>
  ({
    profile: id && { id, is_child: id === 'child', ui_language },
    house: { name: 'House', language: 'en' },
  }) as unknown as Me

test('a profile that another tab chose is someone else; one that was entered here is not', async () => {
  const client = new QueryClient()
  expect(isSomeoneElse(meOf(null))).toBe(false)
  expect(isSomeoneElse(meOf('anna'))).toBe(false)
  expect(isSomeoneElse(meOf('child'))).toBe(true)
  expect(isSomeoneElse(meOf('anna'))).toBe(false)
  await enterAs(meOf('child'), client)
  expect(isSomeoneElse(meOf('child'))).toBe(false)
  expect(isSomeoneElse(null)).toBe(false)
  forgetSession(client)
  expect(isSomeoneElse(meOf('bert'))).toBe(false)
})

test('who watches brings their language along, and the next one does not inherit it', async () => {
  const client = new QueryClient()
  await enterAs(meOf('anna', 'de-AT'), client)
  expect(i18n.locale).toBe('de')
  await enterAs(meOf('bert'), client)
  expect(i18n.locale).toBe('en')
  expect(localStorage.length).toBe(0)
})

test('what was chosen at the door holds until the server says whose language counts', async () => {
  await chooseLanguage('de')
  expect(preferredLanguage()).toBe('de')
  expect(preferredLanguage('en')).toBe('en')
  localStorage.clear()
})
