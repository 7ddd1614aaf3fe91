import type { TitleCardData } from '@/api/types'
import { seededRandom } from '@/lib/hash'

const FIRST = [
  'Salt',
  'Northern',
  'Paper',
  'Velvet',
  'Iron',
  'The Last',
  'A Quiet',
  'Feral',
  'Lantern',
  'Winter',
  'Glass',
  'Tidal',
]
const SECOND = [
  'Harbour',
  'Projectionist',
  'Orchard',
  'Letters',
  'Republic',
  'Season',
  'Night',
  'Inheritance',
  'Company',
  'Divide',
]

/** Invented titles for the gallery: `count` of them, the same for the same seed. */
export function sampleTitles(seed: number, count: number): TitleCardData[] {
  const random = seededRandom(seed * 7919 + 11)
  const pick = (words: string[]) => words[Math.floor(random() * words.length)] ?? ''
  return Array.from({ length: count }, (_, index) => {
    const duration_s = 4200 + Math.floor(random() * 4800)
    const isSeries = random() < 0.25
    const isStarted = seed === 0 || random() < 0.12
    return {
      id: `${seed}-${index}`,
      kind: isSeries && seed !== 0 ? 'series' : 'movie',
      title: `${pick(FIRST)} ${pick(SECOND)}`,
      year: 1921 + Math.floor(random() * 104),
      duration_s,
      poster: null,
      backdrop: null,
      progress: isStarted
        ? { position_s: duration_s * (0.1 + random() * 0.8), duration_s, is_watched: false }
        : null,
      unwatched_count: isSeries ? 1 + Math.floor(random() * 24) : null,
      is_in_list: random() < 0.2,
      has_stand_in: false,
    } satisfies TitleCardData
  })
}
