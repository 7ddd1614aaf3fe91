import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { cloneElement, useState } from 'react'
import { useNavigate } from 'react-router'
import { api } from '@/api/client'
import { adminLibrariesQuery } from '@/api/live-scan'
import { paths } from '@/lib/paths'
import { PageHead } from '../parts/page-head'
import { FolderAdder } from './folder-adder'
import { FolderList } from './folder-list'
import { LibraryForm, type LibraryValues } from './library-form'

export function NewLibraryPage() {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [folders, setFolders] = useState<string[]>([])
  const [browsed, setBrowsed] = useState('')
  const add = async (values: LibraryValues) => {
    // Who left the browser open in a folder means that folder.
    const wanted = folders.length === 0 && browsed ? [browsed] : folders
    await api.POST('/api/admin/libraries', { body: { ...values, folders: wanted } })
    await client.invalidateQueries({ queryKey: adminLibrariesQuery().queryKey })
    await navigate(paths.adminPage('libraries'))
  }
  return (
    <>
      <PageHead title={t`Add a library`} />
      <LibraryForm
        values={{ name: '', kind: 'mixed', language: i18n.locale, account_ids_with_access: null }}
        action={t`Add library`}
        onSubmit={add}
        folders={
          <FolderList
            folders={folders.map((path) => ({ key: path, path }))}
            renderRemove={({ path }, face) =>
              cloneElement(face as React.ReactElement<{ onClick: () => void }>, {
                onClick: () => setFolders(folders.filter((each) => each !== path)),
              })
            }
          >
            <FolderAdder
              isOpenAtFirst
              onBrowse={setBrowsed}
              onAdd={(path) => setFolders([...folders.filter((each) => each !== path), path])}
            />
          </FolderList>
        }
      />
    </>
  )
}
