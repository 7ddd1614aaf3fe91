import { Trans, useLingui } from '@lingui/react/macro'
import { FolderPlus } from 'lucide-react'
import { useState } from 'react'
import { FolderBrowser } from '@/components/folder-browser'
import { FormAlert } from '@/components/form-alert'
import { Button } from '@/components/ui/button'

export interface FolderAdderProps {
  isOpenAtFirst?: boolean
  onAdd: (path: string) => Promise<void> | void
  /** Where the open browser stands; "" once it is closed. */
  onBrowse?: (path: string) => void
}

/** A button that turns into the folder browser, and back once a folder is added. */
export function FolderAdder({ isOpenAtFirst = false, onAdd, onBrowse }: FolderAdderProps) {
  const { t } = useLingui()
  const [isOpen, setOpen] = useState(isOpenAtFirst)
  const [path, setPath] = useState('')
  const [error, setError] = useState<unknown>()
  const [isBusy, setBusy] = useState(false)
  const browse = (to: string) => {
    setPath(to)
    onBrowse?.(to)
  }
  const close = () => {
    setOpen(false)
    onBrowse?.('')
  }
  if (!isOpen)
    return (
      <Button size="sm" className="justify-self-start" onClick={() => setOpen(true)}>
        <FolderPlus aria-hidden />
        <Trans>Add a folder</Trans>
      </Button>
    )
  const add = async () => {
    setBusy(true)
    setError(undefined)
    try {
      await onAdd(path)
      close()
    } catch (reason) {
      setError(reason)
    }
    setBusy(false)
  }
  return (
    <div className="grid gap-3">
      <FolderBrowser path={path} onPathChange={browse} />
      <FormAlert error={error} />
      <div className="flex gap-2">
        <Button size="sm" disabled={!path} isBusy={isBusy} onClick={() => void add()}>
          {t`Use this folder`}
        </Button>
        <Button size="sm" variant="ghost" onClick={close}>
          {t`Cancel`}
        </Button>
      </div>
    </div>
  )
}
