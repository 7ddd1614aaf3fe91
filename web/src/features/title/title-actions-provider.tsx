import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef } from 'react'
import { useLocation } from 'react-router'
import { api } from '@/api/client'
import type { TitleCardData } from '@/api/types'
import { TitleActionsContext } from '@/components/title-actions'
import { useFailToast } from '@/components/use-fail-toast'
import { useUndoable } from '@/components/use-undoable'
import { hasSaveData } from '@/lib/use-media-query'
import { patchTitles } from '@/lib/patch-titles'
import { paths } from '@/lib/paths'
import { takeBack } from '@/lib/take-back'
import { titleQuery } from '@/lib/title-query'
import { loadTitlePage } from './load-title-page'
import { refreshProgress } from './refresh-progress'

const LIST = ['get', '/api/list'] as const
// A pointer on its way across a row passes many cards; only the one it rests on is fetched.
const REST_MS = 80

/** What the cards of all pages can do. The screen changes at once, and back if the server refuses. */
export function TitleActionsProvider({ children }: { children: ReactNode }) {
  const { t } = useLingui()
  const client = useQueryClient()
  const undoable = useUndoable()
  const { pathname } = useLocation()
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(rest.current), [])

  const fail = useFailToast()()

  const toggleList = async (title: TitleCardData) => {
    const is_in_list = !title.is_in_list
    const params = { path: { title_id: title.id } }
    patchTitles(client, title.id, { is_in_list })
    const write = is_in_list
      ? api.PUT('/api/list/{title_id}', { params })
      : api.DELETE('/api/list/{title_id}', { params })
    const { data } = await write.catch((error: unknown) => {
      patchTitles(client, title.id, { is_in_list: !is_in_list })
      throw error
    })
    // On My List the card goes away with the press, so there the press can be taken back.
    if (!is_in_list && pathname === paths.myList)
      undoable({
        message: t`${title.title} is off your list`,
        undo: async () => {
          await takeBack(data)
          patchTitles(client, title.id, { is_in_list: true })
          await client.invalidateQueries({ queryKey: LIST })
        },
      })
    await client.invalidateQueries({ queryKey: LIST })
  }

  const undoProgress = async (written: Parameters<typeof takeBack>[0]) => {
    await takeBack(written)
    await refreshProgress(client)
  }

  const markWatched = async (title: TitleCardData, is_watched: boolean, item_id = title.id) => {
    const params = { path: { item_id } }
    const { data } = await api.PUT('/api/items/{item_id}/watched', { params, body: { is_watched } })
    undoable({
      message: is_watched ? t`${title.title}: marked as watched` : t`${title.title}: marked as not watched`,
      undo: () => undoProgress(data),
    })
    await refreshProgress(client)
  }

  const hideContinue = async (title: TitleCardData) => {
    const { data } = await api.DELETE('/api/continue/{title_id}', {
      params: { path: { title_id: title.id } },
    })
    undoable({
      message: t`${title.title}: removed from Continue watching`,
      undo: () => undoProgress(data),
    })
    await client.invalidateQueries({ queryKey: ['get', '/api/home'] })
  }

  const onApproach = (title: TitleCardData) => {
    clearTimeout(rest.current)
    if (hasSaveData()) return
    rest.current = setTimeout(() => {
      void loadTitlePage()
      void client.prefetchQuery(titleQuery(title.id))
    }, REST_MS)
  }

  const onToggleList = (title: TitleCardData) => void toggleList(title).catch(fail)
  const onMarkWatched = (...wish: Parameters<typeof markWatched>) => void markWatched(...wish).catch(fail)
  const onHideContinue = (title: TitleCardData) => void hideContinue(title).catch(fail)
  return (
    <TitleActionsContext value={{ onToggleList, onMarkWatched, onHideContinue, onApproach }}>
      {children}
    </TitleActionsContext>
  )
}
