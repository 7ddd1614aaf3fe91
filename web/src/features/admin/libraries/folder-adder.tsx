import { Trans, useLingui } from '@lingui/react/macro'
import { FolderPlus } from 'lucide-react'
import { useState } from 'react'
import { FolderBrowser } from '@/components/folder-browser'
import { FormAlert } from '@/components/form-alert'
import { Button } from '@/components/ui/button'

export interface FolderAdderProps {
  isOpenAtFirst?: boolean
  onAdd: (path: string) => Promise<void> | void
}

/** A button that turns into the folder browser, and back once a folder is added. */
export function FolderAdder({ isOpenAtFirst = false, onAdd }: FolderAdderProps) {
  const { t } = useLingui()
  const [isOpen, setOpen] = useState(isOpenAtFirst)
  const [path, setPath] = useState('')
  const [error, setError] = useState<unknown>()
  const [isBusy, setBusy] = useState(false)
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
      setOpen(false)
    } catch (reason) {
      setError(reason)
    }
    setBusy(false)
  }
  return (
    <div className="grid gap-3">
      <FolderBrowser path={path} onPathChange={setPath} />
      <FormAlert error={error} />
      <div className="flex gap-2">
        <Button size="sm" disabled={!path} isBusy={isBusy} onClick={() => void add()}>
          {t`Use this folder`}
        </Button>
        <Button size="sm" variant="ghost" onClick={() => setOpen(false)}>
          {t`Cancel`}
        </Button>
      </div>
    </div>
  )
}
