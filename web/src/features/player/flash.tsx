import { useEffect } from 'react'
import { usePlayer, useUi } from './player-context'

const SHOWN_MS = 800

/** What a key or a finger just did, for a blink. */
export function Flash() {
  const { ui } = usePlayer()
  const flash = useUi((state) => state.flash)
  const isHeld = useUi((state) => state.isHeld)
  useEffect(() => {
    if (!flash) return
    const timer = setTimeout(() => ui.set({ flash: null }), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [ui, flash])
  const text = isHeld ? '2×' : flash?.text
  return (
    <div role="status" className="player-flash">
      {text && <span key={isHeld ? 'held' : flash?.id}>{text}</span>}
    </div>
  )
}
