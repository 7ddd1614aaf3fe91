import type { HomeRow } from './queries'

export interface HomeRowProps {
  row: HomeRow
  /** From the third row on pictures load when near. */
  isLazy: boolean
  /** More cards came: the arrows may go there. */
  onLength: (row_id: string, length: number) => void
}
