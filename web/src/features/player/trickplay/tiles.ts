import type { components } from '@/api/schema'

export type Tiles = components['schemas']['TrickplayTiles']

export interface Tile {
  sheet_url: string
  /** Of the tile's corner on its sheet. */
  left_px: number
  top_px: number
  width_px: number
  height_px: number
  sheet_width_px: number
}

/** The small picture of a second of a file; null while its sheet is not made. */
export function tileAt(tiles: Tiles, at_s: number): Tile | null {
  if (tiles.tile_count < 1 || !(tiles.interval_s > 0)) return null
  const number = Math.min(Math.max(Math.floor(at_s / tiles.interval_s), 0), tiles.tile_count - 1)
  const tilesPerSheet = tiles.column_count * tiles.row_count
  const sheet_url = tiles.sheet_urls[Math.floor(number / tilesPerSheet)]
  if (!sheet_url) return null
  const place = number % tilesPerSheet
  return {
    sheet_url,
    left_px: (place % tiles.column_count) * tiles.tile_width_px,
    top_px: Math.floor(place / tiles.column_count) * tiles.tile_height_px,
    width_px: tiles.tile_width_px,
    height_px: tiles.tile_height_px,
    sheet_width_px: tiles.column_count * tiles.tile_width_px,
  }
}
