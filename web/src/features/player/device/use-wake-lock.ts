import { useEffect } from 'react'
import { usePlayback } from '../player-context'

/** The screen stays on while a film plays, and may go dark while it is paused. */
export function useWakeLock(): void {
  const isPlaying = usePlayback((state) => state.phase === 'ready' && !state.isPaused && !state.hasEnded)
  useEffect(() => {
    if (!isPlaying || !('wakeLock' in navigator)) return
    let lock: WakeLockSentinel | null = null
    let isOver = false
    const request = async () => {
      try {
        const next = await navigator.wakeLock.request('screen')
        if (isOver) await next.release()
        else lock = next
      } catch {
        // Refused on low battery; the film plays all the same.
      }
    }
    // The system takes the lock away from hidden pages.
    const onVisible = () => {
      if (!document.hidden) void request()
    }
    void request()
    document.addEventListener('visibilitychange', onVisible)
    return () => {
      isOver = true
      document.removeEventListener('visibilitychange', onVisible)
      lock?.release().catch(() => {})
    }
  }, [isPlaying])
}
