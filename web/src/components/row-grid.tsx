import { createContext, type ReactNode, use, useEffect, useMemo } from 'react'
import { type Direction, type GridRow, SpatialGrid } from '@/lib/spatial-grid'

type FocusColumn = (column: number) => void

/** Ties the rows of a page to one grid, also those that are not in the document at the moment. */
export class RowGrid {
  readonly grid = new SpatialGrid()
  private rows: readonly GridRow[] = []
  private readonly mounted = new Map<string, FocusColumn>()
  private pending: { rowId: string; column: number } | undefined
  private scrollToRow: (index: number) => void = () => {}

  setRows(rows: readonly GridRow[], scrollToRow: (index: number) => void): void {
    this.rows = rows
    this.scrollToRow = scrollToRow
    this.grid.setRows(rows)
  }

  /** A row came into the document; when the focus waits for it, it gets it. */
  mountRow(rowId: string, focusColumn: FocusColumn): () => void {
    this.mounted.set(rowId, focusColumn)
    if (this.pending?.rowId === rowId) {
      const { column } = this.pending
      this.pending = undefined
      requestAnimationFrame(() => focusColumn(column))
    }
    return () => {
      if (this.mounted.get(rowId) === focusColumn) this.mounted.delete(rowId)
    }
  }

  /** Moves the focus; false when the way leads out of the grid. */
  move(rowId: string, column: number, direction: Direction): boolean {
    const move = this.grid.move({ row: this.grid.indexOf(rowId), column }, direction)
    if (move.kind === 'leave') return false
    this.focusCell(move.cell.row, move.cell.column)
    return true
  }

  focusCell(rowIndex: number, column: number): void {
    const target = this.rows[rowIndex]
    if (!target) return
    this.scrollToRow(rowIndex)
    const focus = this.mounted.get(target.id)
    if (focus) focus(column)
    else this.pending = { rowId: target.id, column }
  }
}

const RowGridContext = createContext<RowGrid | null>(null)

export const useRowGrid = () => use(RowGridContext)

export interface RowGridProviderProps {
  rows: readonly GridRow[]
  scrollToRow: (index: number) => void
  children: ReactNode
}

export function RowGridProvider({ rows, scrollToRow, children }: RowGridProviderProps) {
  const grid = useMemo(() => new RowGrid(), [])
  useEffect(() => grid.setRows(rows, scrollToRow), [grid, rows, scrollToRow])
  return <RowGridContext value={grid}>{children}</RowGridContext>
}
