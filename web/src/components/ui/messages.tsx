import { useEffect } from 'react'
import { Toaster as Sonner, toast as show } from 'sonner'
import type { ToastOptions } from './toaster'

const CLASS_NAMES = {
  toast:
    'lit flex w-full items-center gap-4 rounded-panel bg-ink-800 px-4 py-3 text-15 text-bone sm:w-[356px] data-[type=error]:text-rose',
  content: 'flex-1',
  description: 'text-13 text-ash',
  actionButton: 'shrink-0 rounded-control px-2 py-1 font-medium text-ember-hi hover:bg-bone/8',
}

const STYLE = { fontFamily: 'inherit' }
// Above whatever stands at the lower edge: a phone's tabs, the controls of the player.
const OFFSET = { bottom: 'var(--toast-bottom)' }

/** What toaster.tsx fetches: where toasts appear. */
export function Messages({ onMounted }: { onMounted: () => void }) {
  return (
    <>
      <Sonner
        theme="dark"
        style={STYLE}
        position="bottom-center"
        offset={OFFSET}
        mobileOffset={OFFSET}
        // One behind the other they would open for a mouse only, and each may hold an Undo.
        expand
        icons={{ success: null, error: null }}
        toastOptions={{ unstyled: true, classNames: CLASS_NAMES }}
      />
      <MountSignal onMounted={onMounted} />
    </>
  )
}

/** Its effect runs together with the toaster's own: from then on toasts are heard. */
function MountSignal({ onMounted }: { onMounted: () => void }) {
  useEffect(() => onMounted(), [onMounted])
  return null
}

export function say(message: string, options: ToastOptions): void {
  const { tone = 'plain', description, action, id } = options
  const speak = tone === 'success' ? show.success : tone === 'error' ? show.error : show
  speak(message, {
    description,
    duration: options.duration_ms ?? (action ? 8000 : 5000),
    ...(id === undefined ? {} : { id }),
    ...(action ? { action: { label: action.label, onClick: action.onAction } } : {}),
  })
}
