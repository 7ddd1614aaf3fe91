import { lazy, Suspense, useEffect, useSyncExternalStore } from 'react'

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

let isWanted = false
const listeners = new Set<() => void>()
let onMounted = () => {}
const mounted = new Promise<void>((resolve) => {
  onMounted = resolve
})

/**
 * Says something that is not to be seen on the screen anyway. The library behind it (9 KB) comes with the first toast.
 */
export async function toast(message: string, options: ToastOptions = {}): Promise<void> {
  isWanted = true
  for (const listener of listeners) listener()
  const [{ toast: show }] = await Promise.all([import('sonner'), mounted])
  const { tone = 'plain', description, action, id } = options
  const speak = tone === 'success' ? show.success : tone === 'error' ? show.error : show
  speak(message, {
    description,
    duration: options.duration_ms ?? (action ? 8000 : 5000),
    ...(id === undefined ? {} : { id }),
    ...(action ? { action: { label: action.label, onClick: action.onAction } } : {}),
  })
}

const CLASS_NAMES = {
  toast:
    'lit flex w-full items-center gap-4 rounded-panel bg-ink-800 px-4 py-3 text-15 text-bone sm:w-[356px] data-[type=error]:text-rose',
  content: 'flex-1',
  description: 'text-13 text-ash',
  actionButton: 'shrink-0 rounded-control px-2 py-1 font-medium text-ember-hi hover:bg-bone/8',
}

const TOASTER_STYLE = { fontFamily: 'inherit' }

const Sonner = lazy(async () => ({ default: (await import('sonner')).Toaster }))

function MountedToaster() {
  return (
    <Suspense>
      <Sonner
        theme="dark"
        style={TOASTER_STYLE}
        position="bottom-center"
        offset={24}
        icons={{ success: null, error: null }}
        toastOptions={{ unstyled: true, classNames: CLASS_NAMES }}
      />
      <MountSignal />
    </Suspense>
  )
}

/** Its effect runs together with the toaster's own: from then on toasts are heard. */
function MountSignal() {
  useEffect(() => onMounted(), [])
  return null
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Stands once in the root layout. */
export function Toaster() {
  const isShown = useSyncExternalStore(subscribe, () => isWanted)
  return isShown ? <MountedToaster /> : null
}
