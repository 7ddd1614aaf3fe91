import { useSyncExternalStore } from 'react'

function subscribe(onChange: () => void): () => void {
  addEventListener('online', onChange)
  addEventListener('offline', onChange)
  return () => {
    removeEventListener('online', onChange)
    removeEventListener('offline', onChange)
  }
}

/** Whether the device has a network at all. Kino itself may still be away: see `useServerEventsState`. */
export const useOnline = () => useSyncExternalStore(subscribe, () => navigator.onLine)
