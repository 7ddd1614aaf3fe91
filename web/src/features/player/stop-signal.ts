type Listener = (playback_id: string) => void

const listeners = new Set<Listener>()

/** From the live events, which begin with the app, to the player, which comes later. */
export function announceStop(playback_id: string): void {
  for (const listener of listeners) listener(playback_id)
}

export function onStopAnnounced(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
