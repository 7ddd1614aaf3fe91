import { useEffect, useRef, useState } from 'react'
import type { EpisodeCard } from './engine/playback-api'
import { nextUpEnd, nextUpStart } from './next-up'
import { usePlayback, usePlayer, useUi } from './player-context'

export interface NextUpState {
  isShown: boolean
  next: EpisodeCard | null
  /** Begins by itself when this is over; null when it waits to be asked. */
  countdown: { from_s: number; until_s: number } | null
}

/** When the next episode is offered, and when it begins by itself. */
export function useNextUp(): NextUpState {
  const { engine, ui, commands } = usePlayer()
  const plan = usePlayback((state) => state.plan)
  const duration_s = usePlayback((state) => state.duration_s)
  const isReady = usePlayback((state) => state.phase === 'ready')
  const hasEnded = usePlayback((state) => state.hasEnded)
  const stays = useUi((state) => state.stays_item_id !== null && state.stays_item_id === plan?.item_id)
  const start_s = plan ? nextUpStart(plan, duration_s) : null
  const isInside = usePlayback((state) => start_s !== null && state.position_s >= start_s)
  const startsBySelf = plan?.plays_next_episode ?? false
  const isShown = isReady && isInside && !stays && (!hasEnded || startsBySelf)

  const [shown, setShown] = useState<{ item_id: string; at_s: number } | null>(null)
  if (isShown && plan && shown?.item_id !== plan.item_id)
    setShown({ item_id: plan.item_id, at_s: engine.store.get().position_s })
  if (!isShown && shown) setShown(null)

  const until_s = plan && duration_s && shown ? nextUpEnd(plan, duration_s, shown.at_s) : null
  const isOver = usePlayback(
    (state) => until_s !== null && startsBySelf && (state.hasEnded || state.position_s >= until_s),
  )
  const next_id = plan?.next?.id
  useEffect(() => {
    if (isShown && next_id && startsBySelf) engine.prepare(next_id)
  }, [engine, isShown, next_id, startsBySelf])

  const item_id = plan?.item_id
  const openedFrom = useRef<string | null>(null)
  useEffect(() => {
    // Whoever comes back to an episode gets its next one again.
    if (openedFrom.current !== item_id) openedFrom.current = null
    if (!isShown || !isOver || !item_id || !next_id || openedFrom.current) return
    openedFrom.current = item_id
    commands.next()
  }, [commands, isShown, isOver, item_id, next_id])
  useEffect(() => {
    ui.set({ isNextShown: isShown })
    return () => ui.set({ isNextShown: false })
  }, [ui, isShown])

  const countdown = startsBySelf && shown && until_s ? { from_s: shown.at_s, until_s } : null
  return { isShown, next: plan?.next ?? null, countdown }
}
