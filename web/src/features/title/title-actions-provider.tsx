import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef } from 'react'
import { useLocation } from 'react-router'
import { api } from '@/api/client'
import type { TitleCardData } from '@/api/types'
import { TitleActionsContext } from '@/components/title-actions'
import { toast } from '@/components/ui/toaster'
import { useUndoable } from '@/components/use-undoable'
import { hasSaveData } from '@/lib/use-media-query'
import { patchTitles } from '@/lib/patch-titles'
import { paths } from '@/lib/paths'
import { titleQuery } from '@/lib/title-query'
import { loadTitlePage } from './load-title-page'
import { markWatched } from './mark-watched'

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

  const fail = (error: unknown) =>
    void toast(t`That did not work`, {
      tone: 'error',
      ...(error instanceof Error ? { description: error.message } : {}),
    })

  const setListed = async (title: TitleCardData, is_in_list: boolean) => {
    const params = { path: { title_id: title.id } }
    patchTitles(client, title.id, { is_in_list })
    try {
      if (is_in_list) await api.PUT('/api/list/{title_id}', { params })
      else await api.DELETE('/api/list/{title_id}', { params })
      await client.invalidateQueries({ queryKey: ['get', '/api/list'] })
    } catch (error) {
      patchTitles(client, title.id, { is_in_list: !is_in_list })
      fail(error)
    }
  }

  const onToggleList = (title: TitleCardData) => {
    void setListed(title, !title.is_in_list)
    // On My List the card goes away with the press, so there the press can be taken back.
    if (title.is_in_list && pathname === paths.myList)
      undoable({ message: t`${title.title} is off your list`, undo: () => setListed(title, true) })
  }

  const onMarkWatched = (title: TitleCardData, is_watched: boolean, item_id = title.id) => {
    markWatched(client, item_id, is_watched).catch(fail)
    undoable({
      message: is_watched ? t`${title.title}: marked as watched` : t`${title.title}: marked as not watched`,
      undo: () => markWatched(client, item_id, !is_watched).catch(fail),
    })
  }

  const setHidden = async (title_id: string, isHidden: boolean) => {
    const params = { path: { title_id } }
    try {
      if (isHidden) await api.DELETE('/api/continue/{title_id}', { params })
      else await api.POST('/api/continue/{title_id}', { params })
      await client.invalidateQueries({ queryKey: ['get', '/api/home'] })
    } catch (error) {
      fail(error)
    }
  }

  const onHideContinue = (title: TitleCardData) => {
    void setHidden(title.id, true)
    undoable({
      message: t`${title.title}: removed from Continue watching`,
      undo: () => setHidden(title.id, false),
    })
  }

  const onApproach = (title: TitleCardData) => {
    clearTimeout(rest.current)
    if (hasSaveData()) return
    rest.current = setTimeout(() => {
      void loadTitlePage()
      void client.prefetchQuery(titleQuery(title.id))
    }, REST_MS)
  }

  return (
    <TitleActionsContext value={{ onToggleList, onMarkWatched, onHideContinue, onApproach }}>
      {children}
    </TitleActionsContext>
  )
}
