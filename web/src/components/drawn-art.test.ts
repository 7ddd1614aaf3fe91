// @vitest-environment jsdom
import { expect, test } from 'vitest'
import { drawArt, titleSize } from './drawn-art'

const TITLES = [
  'M',
  'Nosferatu',
  'The Amber Inheritance',
  'Donaudampfschifffahrtsgesellschaft',
  '千と千尋の神隠し',
  '"<&>\'',
  '',
]

test('the same title always has the same poster', () => {
  for (const title of TITLES) expect(drawArt(title, 'poster')).toEqual(drawArt(title, 'poster'))
})

test('every drawing is well-formed SVG without a broken number', () => {
  for (let i = 0; i < 200; i++) {
    const { background } = drawArt(`${TITLES[i % TITLES.length]} ${i}`, i % 2 ? 'wide' : 'poster')
    const svg = decodeURIComponent(background.slice('url("data:image/svg+xml,'.length, -2))
    const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml')
    expect(parsed.querySelector('parsererror')).toBeNull()
    expect(svg).not.toMatch(/NaN|undefined|Infinity/)
  }
})

test('titles spread over palettes and compositions', () => {
  const inks = new Set<string>()
  for (let i = 0; i < 300; i++) inks.add(drawArt(`Film ${i}`, 'poster').ink)
  expect(inks.size).toBeGreaterThan(10)
})

test('the longest word fits the poster, and no title is unreadable', () => {
  for (const title of TITLES) {
    const size_cqw = titleSize(title, 'poster')
    expect(size_cqw).toBeGreaterThanOrEqual(7.5)
    expect(size_cqw).toBeLessThanOrEqual(20)
  }
  expect(titleSize('Laundromat', 'poster') * 10 * 0.62).toBeLessThanOrEqual(74.01)
})
