interface Disk {
  free_bytes: number
  total_bytes: number
  by_library: readonly { library_id: string; name: string; size_bytes: number }[]
}

/** What fills a disk: libraries, the largest first, one entry each; and all else that is not free. */
export function splitDisk({ free_bytes, total_bytes, by_library }: Disk) {
  const sums = new Map<string, { name: string; size_bytes: number }>()
  for (const { library_id, name, size_bytes } of by_library) {
    // A library with several folders on one disk comes once for each of them.
    sums.set(library_id, { name, size_bytes: (sums.get(library_id)?.size_bytes ?? 0) + size_bytes })
  }
  const libraries = [...sums.values()].toSorted((a, b) => b.size_bytes - a.size_bytes)
  const known_bytes = libraries.reduce((sum, each) => sum + each.size_bytes, 0)
  return { libraries, other_bytes: Math.max(0, total_bytes - free_bytes - known_bytes) }
}
