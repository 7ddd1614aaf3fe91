import { Trans, useLingui } from '@lingui/react/macro'
import { Folder, X } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import { IconButton } from '@/components/ui/icon-button'

export interface FolderListProps {
  folders: readonly { key: string; path: string }[]
  /** Makes the button that takes a folder out, around the given face. */
  renderRemove: (folder: { key: string; path: string }, face: ReactElement) => ReactNode
  children: ReactNode
}

export function FolderList({ folders, renderRemove, children }: FolderListProps) {
  const { t } = useLingui()
  return (
    <div className="grid gap-3">
      <h2 className="text-15 text-bone">
        <Trans>Folders</Trans>
      </h2>
      {folders.length > 0 && (
        <ul className="grid gap-1">
          {folders.map((folder) => (
            <li key={folder.key} className="flex items-center gap-3 rounded-control bg-ink-900 ps-4 pe-1">
              <Folder aria-hidden className="size-4 shrink-0 text-smoke" />
              <bdi dir="ltr" className="min-w-0 flex-1 py-2 break-all">
                {folder.path}
              </bdi>
              {renderRemove(
                folder,
                <IconButton size="sm" label={t`Take out ${folder.path}`}>
                  <X />
                </IconButton>,
              )}
            </li>
          ))}
        </ul>
      )}
      {children}
    </div>
  )
}
