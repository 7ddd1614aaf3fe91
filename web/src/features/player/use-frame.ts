import { useEffect, useEffectEvent } from 'react'

/** Draws in every frame while on; for what moves with the film and must not wait for a render. */
export function useFrame(draw: () => void, isOn: boolean): void {
  const onFrame = useEffectEvent(draw)
  useEffect(() => {
    if (!isOn) return
    let id = 0
    const next = () => {
      onFrame()
      id = requestAnimationFrame(next)
    }
    next()
    return () => cancelAnimationFrame(id)
  }, [isOn])
}
