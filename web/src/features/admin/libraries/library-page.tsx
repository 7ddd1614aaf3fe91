import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from 'react-router'
import { api } from '@/api/client'
import { adminLibrariesQuery, type LibraryDetail } from '@/api/live-scan'
import { Confirm } from '@/components/confirm'
import { EmptyState } from '@/components/empty-state'
import { Button } from '@/components/ui/button'
import { paths } from '@/lib/paths'
import { PageHead } from '../parts/page-head'
import { QueryState } from '../parts/query-state'
import { FolderAdder } from './folder-adder'
import { FolderList } from './folder-list'
import { LibraryForm, type LibraryValues } from './library-form'

/** /admin/libraries/<id>: everything about one library that can be changed. */
export function LibraryPage() {
  const { t } = useLingui()
  const { libraryId } = useParams()
  const libraries = useQuery(adminLibrariesQuery())
  return (
    <QueryState query={libraries}>
      {(list) => {
        const library = list.find((each) => each.id === libraryId)
        if (library) return <Editor library={library} />
        return (
          <EmptyState
            level={1}
            title={t`This library is gone`}
            action={
              <Button asChild>
                <Link to={paths.adminPage('libraries')}>
                  <Trans>All libraries</Trans>
                </Link>
              </Button>
            }
          />
        )
      }}
    </QueryState>
  )
}

function Editor({ library }: { library: LibraryDetail }) {
  const { t } = useLingui()
  const client = useQueryClient()
  const navigate = useNavigate()
  const path = { library_id: library.id }
  const refresh = () => client.invalidateQueries({ queryKey: adminLibrariesQuery().queryKey })

  const save = async (body: LibraryValues) => {
    await api.PATCH('/api/admin/libraries/{library_id}', { params: { path }, body })
    await refresh()
    await navigate(paths.adminPage('libraries'))
  }
  const remove = async () => {
    await api.DELETE('/api/admin/libraries/{library_id}', { params: { path } })
    await navigate(paths.adminPage('libraries'))
    await refresh()
  }
  const addFolder = async (folder: string) => {
    const body = { path: folder }
    await api.POST('/api/admin/libraries/{library_id}/folders', { params: { path }, body })
    await refresh()
  }
  const removeFolder = async (folderId: string) => {
    const params = { path: { ...path, folder_id: folderId } }
    await api.DELETE('/api/admin/libraries/{library_id}/folders/{folder_id}', { params })
    await refresh()
  }

  return (
    <>
      <PageHead
        title={library.name}
        actions={
          <Confirm
            trigger={<Button size="sm" variant="danger">{t`Delete library`}</Button>}
            title={t`Delete ${library.name}?`}
            description={t`Its titles leave Kino, with everyone’s progress in them. The files stay on the disk.`}
            action={t`Delete library`}
            onConfirm={remove}
          />
        }
      />
      <LibraryForm
        key={library.id}
        values={{
          name: library.name,
          kind: library.kind,
          language: library.language,
          account_ids_with_access: library.account_ids_with_access,
        }}
        action={t`Save`}
        onSubmit={save}
        folders={
          <FolderList
            folders={library.folders.map((folder) => ({ key: folder.id, path: folder.path }))}
            renderRemove={(folder, face) => (
              <Confirm
                trigger={face}
                title={t`Take this folder out?`}
                description={t`The titles in ${folder.path} leave the library. The files stay on the disk.`}
                action={t`Take out`}
                onConfirm={() => removeFolder(folder.key)}
              />
            )}
          >
            <FolderAdder onAdd={addFolder} />
          </FolderList>
        }
      />
    </>
  )
}
