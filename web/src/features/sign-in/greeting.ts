/** The time of day as a house greets: evening is when films are shown, so the night belongs to it. */
export function dayPart(hour: number): 'morning' | 'day' | 'evening' {
  if (hour >= 5 && hour < 12) return 'morning'
  return hour >= 12 && hour < 17 ? 'day' : 'evening'
}
