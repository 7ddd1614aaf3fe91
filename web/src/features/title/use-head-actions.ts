import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { use } from 'react'
import { useNavigate } from 'react-router'
import { api } from '@/api/client'
import { TitleActionsContext } from '@/components/title-actions'
import { useFailToast } from '@/components/use-fail-toast'
import { useUndoable } from '@/components/use-undoable'
import { paths } from '@/lib/paths'
import { takeBack } from '@/lib/take-back'
import { titleQuery } from '@/lib/title-query'
import { refreshProgress } from './refresh-progress'
import type { TitleDetail } from './types'

type Play = NonNullable<TitleDetail['play']>

/** What the buttons under a title's name do. */
export function useHeadActions(title: TitleDetail) {
  const { t } = useLingui()
  const client = useQueryClient()
  const navigate = useNavigate()
  const undoable = useUndoable()
  const { onToggleList, onMarkWatched } = use(TitleActionsContext)
  const isWatched =
    title.kind === 'movie'
      ? title.progress?.is_watched === true
      : title.unwatched_count === 0 && (title.episode_count ?? 0) > 0

  const fail = useFailToast()()

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

  const startOver = async ({ item_id, position_s }: Play) => {
    try {
      const { data } = await api.POST('/api/items/{item_id}/start-over', {
        params: { path: { item_id } },
      })
      await navigate(paths.play(item_id))
      undoable({
        message: t`Plays from the beginning`,
        undo: async () => {
          await takeBack(data)
          await refreshProgress(client)
          // The film still runs, and would soon say that it stands near its beginning: it jumps to where it was.
          if (location.pathname === paths.play(item_id))
            await navigate(`${paths.play(item_id)}?t=${position_s}`, { replace: true })
        },
      })
    } catch (error) {
      fail(error)
    }
  }

  return {
    isWatched,
    toggleList: () => onToggleList?.(title),
    toggleWatched: () => onMarkWatched?.(title, !isWatched),
    toggleFeatured: () => void setFeatured(!title.is_featured),
    startOver: () => void (title.play && startOver(title.play)),
  }
}
