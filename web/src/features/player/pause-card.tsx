import { useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import { useSpoilerShield } from '@/components/spoiler-shield'
import { useFormat } from '@/lib/use-format'
import { usePlayback, useUi } from './player-context'
import { useTitles } from './use-titles'

const AFTER_MS = 5000

/** Somebody came into the room, or comes back from the kitchen: what this is, and when it will be over. */
export function PauseCard() {
  const { t } = useLingui()
  const format = useFormat()
  const { title, line } = useTitles()
  const isHidden = useSpoilerShield()
  const isStill = usePlayback(
    (state) => state.phase === 'ready' && state.isPaused && !state.needsGesture && !state.hasEnded,
  )
  const isBusy = useUi((state) => state.sheet !== null || state.preview_s !== null)
  const plan = usePlayback((state) => state.plan)
  const remaining_s = usePlayback((state) =>
    state.duration_s === null ? null : (state.duration_s - state.position_s) / state.rate,
  )
  const isWaited = isStill && !isBusy
  const [isLong, setLong] = useState(false)
  useEffect(() => {
    if (!isWaited) return
    const timer = setTimeout(() => setLong(true), AFTER_MS)
    return () => {
      clearTimeout(timer)
      setLong(false)
    }
  }, [isWaited])
  // "ends 22:47" goes on moving while the film stands still.
  const [, setMinute] = useState(0)
  useEffect(() => {
    if (!isLong) return
    const timer = setInterval(() => setMinute((minute) => minute + 1), 30_000)
    return () => clearInterval(timer)
  }, [isLong])
  if (!isLong || !plan) return null
  const told = plan.episode ? plan.episode.synopsis : plan.title.synopsis
  const synopsis = isHidden(plan.episode) ? null : told
  const end = remaining_s === null ? null : format.endTime(remaining_s)
  return (
    <div className="player-pause">
      <div className="max-w-[640px]">
        {line && <p className="text-15 text-ash">{line}</p>}
        <p className="player-pause-title serif text-balance">{title}</p>
        {synopsis && <p className="player-pause-synopsis measure text-17 text-ash">{synopsis}</p>}
        {end && (
          <p className="player-pause-end text-15 text-bone tabular">{t`Paused, ends ${end} if it goes on now`}</p>
        )}
      </div>
    </div>
  )
}
