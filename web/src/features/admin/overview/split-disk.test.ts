import { expect, test } from 'vitest'
import { splitDisk } from './split-disk'

test('folders of one library are one part, the largest library comes first, the rest is everything else', () => {
  const split = splitDisk({
    free_bytes: 40,
    total_bytes: 100,
    by_library: [
      { library_id: 'a', name: 'Films', size_bytes: 10 },
      { library_id: 'b', name: 'Series', size_bytes: 15 },
      { library_id: 'a', name: 'Films', size_bytes: 20 },
    ],
  })
  expect(split).toEqual({
    libraries: [
      { name: 'Films', size_bytes: 30 },
      { name: 'Series', size_bytes: 15 },
    ],
    other_bytes: 15,
  })
})

test('sparse or shared files never make the rest negative', () => {
  const by_library = [{ library_id: 'a', name: 'Films', size_bytes: 90 }]
  expect(splitDisk({ free_bytes: 40, total_bytes: 100, by_library }).other_bytes).toBe(0)
})
