import type { components } from '@/api/schema'

export type HistoryCard = components['schemas']['HistoryCard']

export type HistoryLine =
  | { kind: 'day'; key: string; at: Date }
  | { kind: 'entry'; key: string; entry: HistoryCard }

/** The sittings, newest first, with a line before the first of each day of the viewer's own clock. */
export function groupByDay(entries: readonly HistoryCard[]): HistoryLine[] {
  const lines: HistoryLine[] = []
  let last = ''
  for (const entry of entries) {
    const at = new Date(entry.started_at)
    const day = `${at.getFullYear()}-${at.getMonth() + 1}-${at.getDate()}`
    if (day !== last) lines.push({ kind: 'day', key: day, at })
    last = day
    lines.push({ kind: 'entry', key: entry.id, entry })
  }
  return lines
}
