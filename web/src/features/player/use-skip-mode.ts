import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { meQuery, type Profile } from '@/api/session'
import { usePlayback, usePlayer } from './player-context'
import type { Segment } from './segments'

/** The profile's wish; where it wants no question, the player goes over the segment, once in each film. */
export function useSkipMode(segment: Segment | null): Profile['skip_mode'] {
  const { commands } = usePlayer()
  const mode = useQuery(meQuery()).data?.profile?.skip_mode ?? 'ask'
  const item_id = usePlayback((state) => state.plan?.item_id ?? null)
  const title_id = usePlayback((state) => state.plan?.title.id ?? null)
  const isPaused = usePlayback((state) => state.isPaused)
  const evening = useRef({ title_id: '', first_item_id: '' })
  // Whoever goes back into it wants to see it.
  const passed = useRef(new Set<string>())
  useEffect(() => {
    if (title_id && item_id && evening.current.title_id !== title_id)
      evening.current = { title_id, first_item_id: item_id }
  }, [title_id, item_id])
  useEffect(() => {
    if (!segment || !item_id || isPaused) return
    const isLater = evening.current.first_item_id !== item_id
    if (mode !== 'auto' && !(mode === 'binge' && isLater)) return
    const key = `${item_id} ${segment.kind} ${segment.start_s}`
    if (passed.current.has(key)) return
    passed.current.add(key)
    commands.skip()
  }, [commands, segment, item_id, isPaused, mode])
  return mode
}
