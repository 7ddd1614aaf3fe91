import { expect, test } from 'vitest'
import { tileAt, type Tiles } from './tiles'

const tiles: Tiles = {
  file_id: 'f',
  state: 'making',
  reason: null,
  interval_s: 10,
  tile_width_px: 320,
  tile_height_px: 180,
  column_count: 10,
  row_count: 10,
  tile_count: 250,
  sheet_urls: ['/0.webp', null, '/2.webp'],
}

test.each([
  [0, '/0.webp', 0, 0],
  [9.99, '/0.webp', 0, 0],
  [10, '/0.webp', 320, 0],
  [125, '/0.webp', 640, 180],
  [999.9, '/0.webp', 2880, 1620],
  [2000, '/2.webp', 0, 0],
  [99_999, '/2.webp', 2880, 720],
  [-5, '/0.webp', 0, 0],
])('second %d is on %s at %d, %d', (at_s, sheet_url, left_px, top_px) => {
  expect(tileAt(tiles, at_s)).toMatchObject({ sheet_url, left_px, top_px, sheet_width_px: 3200 })
})

test('a second whose sheet is not made yet has no picture', () => {
  expect(tileAt(tiles, 1500)).toBeNull()
  expect(tileAt({ ...tiles, tile_count: 0, interval_s: 0, sheet_urls: [] }, 3)).toBeNull()
})
