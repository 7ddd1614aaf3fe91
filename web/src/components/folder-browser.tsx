import { Trans, useLingui } from '@lingui/react/macro'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { ArrowUp, Clapperboard, Folder, FolderLock } from 'lucide-react'
import { useEffect, useEffectEvent, useRef } from 'react'
import { $api } from '@/api/client'
import { cn } from '@/lib/cn'
import { useTechnicalFormat } from '@/lib/use-technical-format'
import { FormAlert } from './form-alert'
import { IconButton } from './ui/icon-button'
import { Select } from './ui/select'
import { Skeleton, SkeletonGroup } from './ui/skeleton'

export interface FolderBrowserProps {
  /** The open folder, which is the chosen one; "" is the first media root. */
  path: string
  onPathChange: (path: string) => void
  className?: string
}

const folderQuery = (path: string) =>
  $api.queryOptions('get', '/api/admin/folders', { params: { query: { path } } }, { staleTime: 10_000 })

/** Walks the server's folders below the media roots. Where one stands is what one has chosen. */
export function FolderBrowser({ path, onPathChange, className }: FolderBrowserProps) {
  const { t } = useLingui()
  const format = useTechnicalFormat()
  const { data, error, isPlaceholderData } = useQuery({
    ...folderQuery(path),
    placeholderData: keepPreviousData,
  })
  const list = useRef<HTMLUListElement>(null)
  const hasWalked = useRef(false)
  const opened = data?.path

  const arrive = useEffectEvent((folder: string) => {
    if (path === '') onPathChange(folder)
    // The pressed row is gone with its folder; the focus goes to the first of the new ones.
    if (hasWalked.current) list.current?.querySelector('button')?.focus()
    hasWalked.current = false
  })
  useEffect(() => {
    if (opened && !isPlaceholderData) arrive(opened)
  }, [opened, isPlaceholderData])

  const walk = (to: string) => {
    hasWalked.current = true
    onPathChange(to)
  }
  if (error && !data) return <FormAlert error={error} />
  if (!data)
    return (
      <SkeletonGroup>
        <Skeleton className="h-72" />
      </SkeletonGroup>
    )
  const root = data.roots
    .filter((each) => data.path === each || data.path.startsWith(each.endsWith('/') ? each : `${each}/`))
    .reduce<string | undefined>((best, each) => (each.length > (best?.length ?? 0) ? each : best), undefined)
  const { parent } = data
  return (
    <div className={cn('overflow-hidden rounded-panel bg-ink-900/90 lit', className)}>
      <div className="flex items-center gap-2 border-b p-2 hairline">
        <IconButton
          label={t`One folder up`}
          disabled={parent === null}
          onClick={() => parent !== null && walk(parent)}
        >
          <ArrowUp />
        </IconButton>
        <p className="min-w-0 flex-1 truncate text-end text-15 [direction:rtl]" aria-live="polite">
          <bdi dir="ltr">{data.path}</bdi>
        </p>
        {data.roots.length > 1 && (
          <Select
            aria-label={t`Media folder`}
            className="w-36! shrink-0 sm:w-44! [&_select]:overflow-hidden [&_select]:text-ellipsis [&_select]:whitespace-nowrap"
            value={root}
            onValueChange={walk}
            options={data.roots.map((each) => ({ value: each, label: each }))}
          />
        )}
      </div>
      {error ? (
        <FormAlert error={error} className="p-5" />
      ) : (
        <ul
          ref={list}
          aria-label={t`Folders in ${data.path}`}
          aria-busy={isPlaceholderData}
          className="h-60 overflow-y-auto overscroll-contain p-1.5"
        >
          {data.folders.map((folder) => (
            <li key={folder.path}>
              <button
                type="button"
                disabled={!folder.is_readable}
                onClick={() => walk(folder.path)}
                className="flex min-h-11 w-full items-center gap-3 rounded-control px-3 text-start text-15 hover:bg-bone/8 focus-visible:-outline-offset-2 disabled:text-smoke"
              >
                {folder.is_readable ? (
                  <Folder aria-hidden className="size-[18px] shrink-0 text-smoke" />
                ) : (
                  <FolderLock aria-hidden className="size-[18px] shrink-0" />
                )}
                <span className="min-w-0 flex-1 truncate">{folder.name}</span>
                {folder.has_media_hint && (
                  <span className="flex items-center gap-1.5 text-13 text-jade">
                    <Clapperboard aria-hidden className="size-4" />
                    <Trans>films inside</Trans>
                  </span>
                )}
                {!folder.is_readable && (
                  <span className="text-13">
                    <Trans>no access</Trans>
                  </span>
                )}
              </button>
            </li>
          ))}
          {data.folders.length === 0 && (
            <li className="px-3 py-3 text-15 text-smoke">
              <Trans>No folders in here.</Trans>
            </li>
          )}
        </ul>
      )}
      <p className="border-t px-4 py-3 text-13 text-smoke hairline tabular">
        <Trans>
          {format.bytes(data.free_bytes)} free of {format.bytes(data.total_bytes)}. Kino reads here and
          changes nothing.
        </Trans>
      </p>
    </div>
  )
}
