import { usePageWidth } from './use-page-width'

export type CardShape = 'poster' | 'landscape' | 'portrait' | 'ranked'

export interface CardMetrics {
  /** Width and height of the picture, and the gap between two cards, in CSS pixels. */
  width_px: number
  height_px: number
  gap_px: number
  gutter_px: number
}

const WISHED_WIDTH_PX: Record<CardShape, [phone: number, tablet: number, desktop: number]> = {
  poster: [116, 148, 172],
  landscape: [236, 272, 304],
  portrait: [108, 128, 140],
  // A poster with its numeral beside it.
  ranked: [176, 226, 264],
}
const ASPECT: Record<CardShape, number> = {
  poster: 2 / 3,
  landscape: 16 / 9,
  portrait: 4 / 5,
  ranked: 264 / 258,
}

/**
 * The card size at which a third of the next card looks out at the row's edge: it says "there is more" without a word.
 * page_width_px: width of the page, > 0. The width stays within about a sixth of the wished one.
 */
export function cardMetrics(shape: CardShape, page_width_px: number): CardMetrics {
  const tier = page_width_px < 640 ? 0 : page_width_px < 1024 ? 1 : 2
  const gutter_px = page_width_px < 768 ? 20 : page_width_px < 1024 ? 40 : 56
  const gap_px = tier === 0 ? 10 : 12
  // Above full HD the cards grow instead of becoming a wallpaper of stamps.
  const scale = page_width_px > 1920 ? Math.min(page_width_px / 1920, 1.6) : 1
  const wished_px = WISHED_WIDTH_PX[shape][tier] * scale
  const available_px = page_width_px - gutter_px
  const whole = Math.max(1, Math.round((available_px - wished_px / 3) / (wished_px + gap_px)))
  const width_px = Math.floor((available_px - whole * gap_px) / (whole + 1 / 3))
  return { width_px, height_px: Math.round(width_px / ASPECT[shape]), gap_px, gutter_px }
}

export function useCardMetrics(shape: CardShape): CardMetrics {
  return cardMetrics(shape, usePageWidth())
}
