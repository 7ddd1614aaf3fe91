/** What the engine does when the element speaks. */
export type MediaHandlers = Partial<Record<keyof HTMLMediaElementEventMap, () => void>>

/** Listens to the element; the returned function stops. */
export function listenTo(video: HTMLVideoElement, handlers: MediaHandlers): () => void {
  const entries = Object.entries(handlers)
  for (const [name, handler] of entries) video.addEventListener(name, handler)
  return () => {
    for (const [name, handler] of entries) video.removeEventListener(name, handler)
  }
}
