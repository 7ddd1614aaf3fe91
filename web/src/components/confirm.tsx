import { useLingui } from '@lingui/react/macro'
import type { ReactElement, ReactNode } from 'react'
import { useState } from 'react'
import { FormAlert } from './form-alert'
import { Button } from './ui/button'
import { Dialog, DialogClose } from './ui/dialog'

export interface ConfirmProps {
  /** What opens it; without one, `open` does. */
  trigger?: ReactElement
  open?: boolean
  onOpenChange?: (open: boolean) => void
  title: ReactNode
  /** What is lost and what stays. */
  description: ReactNode
  /** The verb: "Delete library". */
  action: string
  onConfirm: () => void | Promise<void>
}

/** Only for what cannot be undone; everything else uses useUndoable. Stays open and says so when the action fails. */
export function Confirm(props: ConfirmProps) {
  const { trigger, title, description, action, onConfirm } = props
  const { t } = useLingui()
  const [isOpenHere, setOpenHere] = useState(false)
  const isOpen = props.open ?? isOpenHere
  const setOpen = props.onOpenChange ?? setOpenHere
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>()
  const run = async () => {
    setBusy(true)
    setFailure(undefined)
    await Promise.resolve()
      .then(onConfirm)
      .then(() => setOpen(false))
      .catch(setFailure)
    setBusy(false)
  }
  const actions = (
    <>
      <DialogClose>
        <Button variant="ghost">{t`Cancel`}</Button>
      </DialogClose>
      <Button variant="danger" isBusy={isBusy} onClick={() => void run()}>
        {action}
      </Button>
    </>
  )
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setOpen}
      {...(trigger ? { trigger } : {})}
      title={title}
      description={description}
      actions={actions}
    >
      <FormAlert error={failure} />
    </Dialog>
  )
}
