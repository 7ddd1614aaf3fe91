import { useLingui } from '@lingui/react/macro'
import { toast } from './ui/toaster'
import { useFailToast } from './use-fail-toast'

export interface Undoable {
  /** What happened, in the past: "Removed from Continue watching". */
  message: string
  /** Puts it back. When it rejects, the viewer is told. */
  undo: () => void | Promise<void>
}

/**
 * Instead of "are you sure?": it is done at once, and a toast takes it back for eight seconds. To be called after the
 * server has done it: what it refused cannot be taken back.
 */
export function useUndoable(): (action: Undoable) => void {
  const { t } = useLingui()
  const fail = useFailToast()
  return ({ message, undo }) => {
    const onAction = () => {
      Promise.resolve().then(undo).catch(fail())
    }
    void toast(message, { action: { label: t`Undo`, onAction } })
  }
}
