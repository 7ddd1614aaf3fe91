import { useLingui } from '@lingui/react/macro'
import { toast } from './ui/toaster'

export interface Undoable {
  /** What happened, in the past: "Removed from Continue watching". */
  message: string
  /** Puts it back. */
  undo: () => void | Promise<void>
}

/** Instead of "are you sure?": it is done at once, and a toast takes it back for eight seconds. */
export function useUndoable(): (action: Undoable) => void {
  const { t } = useLingui()
  return ({ message, undo }) =>
    void toast(message, { action: { label: t`Undo`, onAction: () => void undo() } })
}
