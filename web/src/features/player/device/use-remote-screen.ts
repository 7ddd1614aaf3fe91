import { useEffect, useState } from 'react'

/** Whether another screen (Cast, AirPlay) is near, by the browser's own word; without one there is no button. */
export function useRemoteScreen(video: HTMLVideoElement | null): boolean {
  const [isNear, setNear] = useState(false)
  useEffect(() => {
    const remote = video?.remote
    if (!remote) return
    let id: number | undefined
    let isOver = false
    remote
      .watchAvailability(setNear)
      .then((watch) => {
        id = watch
        if (isOver) return remote.cancelWatchAvailability(watch)
        return undefined
      })
      // Desktops refuse to watch; there the browser's own menu casts.
      .catch(() => {})
    return () => {
      isOver = true
      if (id !== undefined) remote.cancelWatchAvailability(id).catch(() => {})
    }
  }, [video])
  return isNear
}
