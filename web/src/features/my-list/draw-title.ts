/**
 * One of the titles by chance, another than the last one while there is a choice.
 * random: a number in [0, 1).
 */
export function drawTitle<Title extends { id: string }>(
  titles: readonly Title[],
  last_id: string | null,
  random: number,
): Title | undefined {
  const others = titles.length > 1 ? titles.filter((title) => title.id !== last_id) : titles
  return others[Math.min(others.length - 1, Math.floor(random * others.length))]
}
