import { type ReactNode, useEffect, useSyncExternalStore } from 'react'

export interface ToastOptions {
  tone?: 'plain' | 'success' | 'error'
  /** A second line. */
  description?: string
  /** One thing to do about it: "Undo", "Retry". */
  action?: { label: string; onAction: () => void }
  /** Default 5 s, 8 s with an action. Infinity stays until dismissed. */
  duration_ms?: number
  /** Replaces the toast with the same id. */
  id?: string
}

const load = () => import('./messages').catch(() => null)

let shown: ReactNode = null
const listeners = new Set<() => void>()
let onMounted = () => {}
const mounted = new Promise<void>((resolve) => {
  onMounted = resolve
})

// After the first screen, whose own files come first.
const REST_MS = 4000

/**
 * Says something that is not to be seen on the screen anyway. The library behind it (9 KB) comes once the page is at
 * rest, else with the first toast; where it cannot be fetched nothing is said, and the page goes on.
 */
export async function toast(message: string, options: ToastOptions = {}): Promise<void> {
  const library = await load()
  if (!library) return
  shown ??= <library.Messages onMounted={onMounted} />
  for (const listener of listeners) listener()
  await mounted
  library.say(message, options)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Stands once in the root layout. */
export function Toaster() {
  const messages = useSyncExternalStore(subscribe, () => shown)
  useEffect(() => {
    // Most toasts tell of a failure, and when Kino is away it is too late to fetch what would say so.
    const timer = setTimeout(() => void load(), REST_MS)
    return () => clearTimeout(timer)
  }, [])
  return messages
}
