import { useEffect } from 'react'
import { imageUrl } from '@/api/types'
import { useSpoilerShield } from '@/components/spoiler-shield'
import { usePlayback, usePlayer } from '../player-context'

/** Tells the system what plays: lock screen, headphone buttons, media keys. */
export function useMediaSession(title: string, line: string): void {
  const { engine, commands } = usePlayer()
  const plan = usePlayback((state) => state.plan)
  const isPaused = usePlayback((state) => state.isPaused)
  const isHidden = useSpoilerShield()(plan?.episode)

  useEffect(() => {
    if (!('mediaSession' in navigator) || !plan) return
    const still = isHidden ? null : plan.episode?.still
    const picture = still ?? plan.title.backdrop
    const variants = still
      ? (['still-320', 'still-640'] as const)
      : (['backdrop-780', 'backdrop-1280'] as const)
    navigator.mediaSession.metadata = new MediaMetadata({
      title,
      artist: line,
      artwork: picture
        ? variants.map((variant) => ({ src: imageUrl(picture.hash, variant), type: 'image/webp' }))
        : [],
    })
  }, [plan, title, line, isHidden])

  useEffect(() => {
    if (!('mediaSession' in navigator)) return
    const session = navigator.mediaSession
    const actions: [MediaSessionAction, MediaSessionActionHandler | null][] = [
      ['play', () => commands.play()],
      ['pause', () => commands.pause()],
      ['stop', () => commands.stop()],
      ['seekbackward', ({ seekOffset }) => engine.seekBy(-(seekOffset ?? 10))],
      ['seekforward', ({ seekOffset }) => engine.seekBy(seekOffset ?? 10)],
      ['seekto', ({ seekTime }) => seekTime !== undefined && engine.seekTo(seekTime)],
      ['previoustrack', plan?.previous ? () => commands.previous() : null],
      ['nexttrack', plan?.next ? () => commands.next() : null],
    ]
    const set = (action: MediaSessionAction, handler: MediaSessionActionHandler | null) => {
      try {
        session.setActionHandler(action, handler)
      } catch {
        // A browser that does not know the action.
      }
    }
    for (const [action, handler] of actions) set(action, handler)
    return () => {
      for (const [action] of actions) set(action, null)
      session.metadata = null
      session.playbackState = 'none'
    }
  }, [engine, commands, plan])

  useEffect(() => {
    if ('mediaSession' in navigator) navigator.mediaSession.playbackState = isPaused ? 'paused' : 'playing'
  }, [isPaused])

  useEffect(() => {
    if (!('mediaSession' in navigator) || !plan) return
    // The system moves its own clock between these; it is corrected where ours jumps.
    const tell = () => {
      const { duration_s } = engine
      const position = Math.max(0, engine.position_s)
      if (duration_s === null || position > duration_s) return
      navigator.mediaSession.setPositionState({
        duration: duration_s,
        position,
        playbackRate: engine.store.get().rate,
      })
    }
    const video = engine.element
    for (const name of ['playing', 'seeked', 'ratechange']) video?.addEventListener(name, tell)
    return () => {
      for (const name of ['playing', 'seeked', 'ratechange']) video?.removeEventListener(name, tell)
    }
  }, [engine, plan])
}
