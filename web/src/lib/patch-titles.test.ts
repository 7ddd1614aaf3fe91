import { QueryClient } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { patchTitles, withPatch } from './patch-titles'

const card = (id: string) => ({ id, title: id, is_in_list: false })

test('a card changes wherever it stands, and what does not hold it stays the same object', () => {
  const rows = [{ items: [card('a'), card('b')] }, { items: [card('c')] }]
  const next = withPatch(rows, 'a', { is_in_list: true }) as typeof rows
  expect(next[0]?.items).toEqual([{ ...card('a'), is_in_list: true }, card('b')])
  expect(next[1]).toBe(rows[1])
  expect(next[0]?.items[1]).toBe(rows[0]?.items[1])
  expect(withPatch(rows, 'nobody', { is_in_list: true })).toBe(rows)
})

test('something else with the same id is no card', () => {
  const person = { id: 'a', name: 'Ada' }
  expect(withPatch(person, 'a', { is_in_list: true })).toBe(person)
})

test('answers in the cache change without becoming younger than they are', () => {
  const client = new QueryClient()
  const key = ['get', '/api/titles', {}]
  client.setQueryData(key, { pages: [{ items: [card('a')] }] }, { updatedAt: 1000 })
  patchTitles(client, 'a', { is_in_list: true })
  expect(client.getQueryData(key)).toEqual({ pages: [{ items: [{ ...card('a'), is_in_list: true }] }] })
  expect(client.getQueryState(key)?.dataUpdatedAt).toBe(1000)
})
