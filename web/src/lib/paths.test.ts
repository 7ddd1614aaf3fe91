import { expect, test } from 'vitest'
import { loginPath, safeReturnPath } from './paths'

test.each([
  ['/title/7?tab=more', '/title/7?tab=more'],
  [null, '/'],
  ['https://elsewhere.example/', '/'],
  ['//elsewhere.example/', '/'],
  ['/\\elsewhere.example', '/'],
  ['javascript:alert(1)', '/'],
])('after signing in, next=%s leads to %s', (next, path) => {
  expect(safeReturnPath(next)).toBe(path)
})

test('the login address carries where the member was', () => {
  expect(loginPath('/title/7?tab=more')).toBe('/login?next=%2Ftitle%2F7%3Ftab%3Dmore')
  expect(loginPath('/')).toBe('/login')
})
