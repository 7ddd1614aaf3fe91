import { expect, test } from 'vitest'
import { cleanHost, writeCaddyfile } from './caddyfile'

test.each([
  ['kino.example.org', 'kino.example.org'],
  [' https://Kino.Example.org/home?x=1 ', 'kino.example.org'],
  ['kino.lan:8096', 'kino.lan'],
  ['kino.lan { respond 200 }', 'kino.lan'],
  ['', 'kino.example.org'],
])('the host of %j is %s', (typed, host) => {
  expect(cleanHost(typed)).toBe(host)
})

test('a certificate of the house itself is asked for only at home', () => {
  expect(writeCaddyfile({ host: 'kino.lan', isLocal: true, port: 8096 })).toContain('tls internal')
  expect(writeCaddyfile({ host: 'kino.example.org', isLocal: false, port: 8096 })).not.toContain('tls')
})
