import { expect, test } from 'vitest'
import { SpatialGrid } from './spatial-grid'

function makeGrid(...lengths: number[]): SpatialGrid {
  const grid = new SpatialGrid()
  grid.setRows(lengths.map((length, index) => ({ id: `r${index}`, length })))
  return grid
}

test('left and right stop at the ends of a row', () => {
  const grid = makeGrid(3)
  expect(grid.move({ row: 0, column: 1 }, 'right')).toEqual({ kind: 'cell', cell: { row: 0, column: 2 } })
  expect(grid.move({ row: 0, column: 2 }, 'right')).toEqual({ kind: 'leave', direction: 'right' })
  expect(grid.move({ row: 0, column: 0 }, 'left')).toEqual({ kind: 'leave', direction: 'left' })
})

test('a row is entered again at the column it was left at', () => {
  const grid = makeGrid(10, 10)
  grid.move({ row: 0, column: 7 }, 'down')
  expect(grid.move({ row: 1, column: 2 }, 'up')).toEqual({ kind: 'cell', cell: { row: 0, column: 7 } })
})

test('a first visit lands under the card it came from, by what is in view', () => {
  const grid = makeGrid(20, 20)
  grid.noteScroll('r0', 10)
  expect(grid.move({ row: 0, column: 12 }, 'down')).toEqual({ kind: 'cell', cell: { row: 1, column: 2 } })
})

test('a shorter row is entered at its last card', () => {
  const grid = makeGrid(10, 3)
  expect(grid.move({ row: 0, column: 8 }, 'down')).toEqual({ kind: 'cell', cell: { row: 1, column: 2 } })
})

test('a remembered column is clamped when the row became shorter', () => {
  const grid = makeGrid(10, 10)
  grid.rememberColumn('r1', 9)
  grid.setRows([
    { id: 'r0', length: 10 },
    { id: 'r1', length: 4 },
  ])
  expect(grid.move({ row: 0, column: 0 }, 'down')).toEqual({ kind: 'cell', cell: { row: 1, column: 3 } })
})

test('empty rows are stepped over, and the edge of the page is left', () => {
  const grid = makeGrid(4, 0, 0, 4)
  expect(grid.move({ row: 0, column: 1 }, 'down')).toEqual({ kind: 'cell', cell: { row: 3, column: 1 } })
  expect(grid.move({ row: 3, column: 1 }, 'down')).toEqual({ kind: 'leave', direction: 'down' })
  expect(grid.move({ row: 0, column: 1 }, 'up')).toEqual({ kind: 'leave', direction: 'up' })
})
