import { useSyncExternalStore } from 'react'

let width_px = 0
const listeners = new Set<() => void>()
let observer: ResizeObserver | undefined

const note = () => {
  const now_px = document.documentElement.clientWidth
  if (now_px === width_px) return
  width_px = now_px
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  if (!observer) {
    observer = new ResizeObserver(note)
    observer.observe(document.documentElement)
  }
  return () => void listeners.delete(listener)
}

function read(): number {
  // Asked for once and then noted: asking in the middle of a render makes the document lay out everything again.
  if (!width_px) width_px = document.documentElement.clientWidth
  return width_px
}

/** The width of the page without its scroll bar, in CSS pixels; follows resizing. One observer for all that ask. */
export function usePageWidth(): number {
  return useSyncExternalStore(subscribe, read)
}
