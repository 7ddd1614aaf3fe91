/**
 * The few shapes that shared components draw. They say what a card needs and no more, so that the generated types of
 * any route that lists titles fit them.
 */

export interface ImageRef {
  hash: string
  width_px: number
  height_px: number
  /** base64 */
  thumbhash: string
  /** "#rrggbb", the picture's own dominant colour */
  color: string
}

export interface Progress {
  position_s: number
  duration_s: number | null
  is_watched: boolean
}

export interface TitleCardData {
  id: string
  kind: 'movie' | 'series'
  title: string
  year: number | null
  duration_s: number | null
  poster: ImageRef | null
  backdrop: ImageRef | null
  progress?: Progress | null
  unwatched_count?: number | null
  is_in_list: boolean
  has_stand_in: boolean
}

export type ImageVariant =
  | 'poster-200'
  | 'poster-342'
  | 'poster-500'
  | 'backdrop-780'
  | 'backdrop-1280'
  | 'backdrop-1920'
  | 'still-320'
  | 'still-640'
  | 'portrait-200'

export function imageUrl(hash: string, variant: ImageVariant): string {
  return `/api/images/${hash}/${variant}.webp`
}
