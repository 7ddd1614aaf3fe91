import { expect, test } from 'vitest'
import { type CardShape, cardMetrics } from './card-metrics'

const SHAPES: CardShape[] = ['poster', 'landscape', 'portrait']

test('a third of the next card looks out at every width', () => {
  for (const shape of SHAPES) {
    for (let page_px = 320; page_px <= 3840; page_px += 7) {
      const { width_px, gap_px, gutter_px } = cardMetrics(shape, page_px)
      const shown = (page_px - gutter_px + gap_px) / (width_px + gap_px)
      const third = (shown - Math.floor(shown)) * (width_px + gap_px) - gap_px
      expect(third / width_px, `${shape} at ${page_px}`).toBeGreaterThan(0.2)
      expect(third / width_px, `${shape} at ${page_px}`).toBeLessThan(0.5)
    }
  }
})

test('posters keep near their wished width on usual screens', () => {
  for (const page_px of [1280, 1366, 1440, 1536, 1920]) {
    expect(Math.abs(cardMetrics('poster', page_px).width_px - 172)).toBeLessThan(172 / 8)
  }
})
