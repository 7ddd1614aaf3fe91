/**
 * Where the focus goes when arrows are pressed on a page of rows. Rows and cards are addressed by index and not by
 * geometry, because most of them are not in the document: both axes are virtualised.
 */

export type Direction = 'up' | 'down' | 'left' | 'right'

export interface GridCell {
  row: number
  column: number
}

export type GridMove = { kind: 'cell'; cell: GridCell } | { kind: 'leave'; direction: Direction }

export interface GridRow {
  id: string
  /** Cards in the row, ≥ 0; empty rows are stepped over. */
  length: number
}

export class SpatialGrid {
  private rows: readonly GridRow[] = []
  private readonly columns = new Map<string, number>()
  private readonly firstVisible = new Map<string, number>()

  setRows(rows: readonly GridRow[]): void {
    this.rows = rows
  }

  indexOf(rowId: string): number {
    return this.rows.findIndex((row) => row.id === rowId)
  }

  /** The column the row had when it was left, clamped to what the row holds now; undefined when never entered. */
  rememberedColumn(rowId: string): number | undefined {
    const column = this.columns.get(rowId)
    const length = this.rows[this.indexOf(rowId)]?.length
    if (column === undefined || length === undefined) return column
    return Math.max(0, Math.min(column, length - 1))
  }

  rememberColumn(rowId: string, column: number): void {
    this.columns.set(rowId, column)
  }

  /** Tells which card stands at the row's left edge, so that a first visit lands below the card it came from. */
  noteScroll(rowId: string, firstVisibleColumn: number): void {
    this.firstVisible.set(rowId, firstVisibleColumn)
  }

  /** Where `direction` leads from a cell. Left and right stop at the ends; up and down skip empty rows. */
  move(from: GridCell, direction: Direction): GridMove {
    const row = this.rows[from.row]
    if (!row) return { kind: 'leave', direction }
    if (direction === 'left' || direction === 'right') {
      const column = from.column + (direction === 'right' ? 1 : -1)
      if (column < 0 || column >= row.length) return { kind: 'leave', direction }
      this.rememberColumn(row.id, column)
      return { kind: 'cell', cell: { row: from.row, column } }
    }
    this.rememberColumn(row.id, from.column)
    const step = direction === 'down' ? 1 : -1
    for (let index = from.row + step; ; index += step) {
      const target = this.rows[index]
      if (!target) return { kind: 'leave', direction }
      if (target.length > 0)
        return { kind: 'cell', cell: { row: index, column: this.landingColumn(row, from, target) } }
    }
  }

  private landingColumn(origin: GridRow, from: GridCell, target: GridRow): number {
    const remembered = this.rememberedColumn(target.id)
    if (remembered !== undefined) return remembered
    const offset = from.column - (this.firstVisible.get(origin.id) ?? 0)
    const column = (this.firstVisible.get(target.id) ?? 0) + Math.max(0, offset)
    return Math.min(column, target.length - 1)
  }
}
