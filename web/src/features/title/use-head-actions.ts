import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { use } from 'react'
import { useNavigate } from 'react-router'
import { api } from '@/api/client'
import { TitleActionsContext } from '@/components/title-actions'
import { toast } from '@/components/ui/toaster'
import { paths } from '@/lib/paths'
import { titleQuery } from '@/lib/title-query'
import type { TitleDetail } from './types'

/** What the buttons under a title's name do. */
export function useHeadActions(title: TitleDetail) {
  const { t } = useLingui()
  const client = useQueryClient()
  const navigate = useNavigate()
  const { onToggleList, onMarkWatched } = use(TitleActionsContext)
  const isWatched =
    title.kind === 'movie'
      ? title.progress?.is_watched === true
      : title.unwatched_count === 0 && (title.episode_count ?? 0) > 0

  const fail = (error: unknown) =>
    void toast(t`That did not work`, {
      tone: 'error',
      ...(error instanceof Error ? { description: error.message } : {}),
    })

  const setFeatured = async (is_featured: boolean) => {
    const { queryKey } = titleQuery(title.id)
    const show = (value: boolean) =>
      client.setQueryData<TitleDetail>(queryKey, (known) => known && { ...known, is_featured: value })
    const params = { path: { title_id: title.id } }
    show(is_featured)
    try {
      if (is_featured) await api.POST('/api/admin/titles/{title_id}/feature', { params })
      else await api.DELETE('/api/admin/titles/{title_id}/feature', { params })
      await client.invalidateQueries({ queryKey: ['get', '/api/home'] })
    } catch (error) {
      show(!is_featured)
      fail(error)
    }
  }

  const startOver = async (item_id: string) => {
    try {
      await api.POST('/api/items/{item_id}/start-over', { params: { path: { item_id } } })
      await navigate(paths.play(item_id))
    } catch (error) {
      fail(error)
    }
  }

  return {
    isWatched,
    toggleList: () => onToggleList?.(title),
    toggleWatched: () => onMarkWatched?.(title, !isWatched),
    toggleFeatured: () => void setFeatured(!title.is_featured),
    startOver: () => void (title.play && startOver(title.play.item_id)),
  }
}
