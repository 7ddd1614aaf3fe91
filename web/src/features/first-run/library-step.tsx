import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { api } from '@/api/client'
import { adminLibrariesQuery } from '@/api/live-scan'
import { FolderBrowser } from '@/components/folder-browser'
import { FormAlert } from '@/components/form-alert'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { paths } from '@/lib/paths'
import { type LibraryKind, useLibraryKinds } from '@/lib/use-library-kinds'
import { StepFrame } from './step-frame'

const addDemo = async () => (await api.POST('/api/admin/demo')).data?.library_id

/** Which folder is the first library. Where the folder browser stands is what is chosen. */
export function LibraryStep({ onDone }: { onDone: (libraryId: string) => void }) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const kinds = useLibraryKinds()
  const [path, setPath] = useState('')
  const [kind, setKind] = useState<LibraryKind>('mixed')
  const [ownName, setOwnName] = useState<string>()
  const [error, setError] = useState<unknown>()
  const [isBusy, setBusy] = useState(false)
  const name = ownName ?? kinds.find((each) => each.value === kind)?.label ?? ''

  const make = async (act: () => Promise<string | undefined>) => {
    setBusy(true)
    setError(undefined)
    try {
      const id = await act()
      await client.invalidateQueries({ queryKey: adminLibrariesQuery().queryKey })
      if (id) onDone(id)
    } catch (reason) {
      setError(reason)
    }
    setBusy(false)
  }
  const addFolder = async () => {
    const body = { name: name.trim() || path, kind, language: i18n.locale, folders: [path] }
    return (await api.POST('/api/admin/libraries', { body })).data?.id
  }

  return (
    <StepFrame
      title={t`Where are the films?`}
      text={t`Open the folder they are in. More folders and libraries can follow later.`}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void make(addFolder)
        }}
        className="grid gap-5"
      >
        <FolderBrowser path={path} onPathChange={setPath} />
        <div className="grid gap-5 sm:grid-cols-2">
          <Field label={t`What is in it`}>
            <Select value={kind} onValueChange={setKind} options={kinds} />
          </Field>
          <Field label={t`Name of the library`}>
            <Input value={name} maxLength={80} onChange={(event) => setOwnName(event.target.value)} />
          </Field>
        </div>
        <FormAlert error={error} />
        <div className="mt-1 flex flex-wrap gap-3">
          <Button type="submit" variant="primary" size="lg" isBusy={isBusy} disabled={!path}>
            {t`Use this folder`}
          </Button>
          <Button asChild variant="ghost" size="lg">
            <Link to={paths.home}>
              <Trans>Later</Trans>
            </Link>
          </Button>
        </div>
      </form>
      <DemoOffer isBusy={isBusy} onTake={() => void make(addDemo)} />
    </StepFrame>
  )
}

/** For those who want to look around before they bring films of their own. */
function DemoOffer({ isBusy, onTake }: { isBusy: boolean; onTake: () => void }) {
  const { t } = useLingui()
  return (
    <div className="mt-10 flex flex-wrap items-center justify-between gap-x-6 gap-y-4 border-t pt-6 hairline">
      <div className="min-w-0 flex-1 basis-72">
        <h2 className="serif text-22">{t`Nothing at hand?`}</h2>
        <p className="mt-1 text-15 text-ash">
          <Trans>The demo library brings openly licensed films, from silent classics to open movies.</Trans>
        </p>
      </div>
      <Button isBusy={isBusy} onClick={onTake}>{t`Take the demo library`}</Button>
    </div>
  )
}
