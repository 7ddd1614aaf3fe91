import { useEffect, useEffectEvent } from 'react'

export type KeyMap = Record<string, (event: KeyboardEvent) => void>

const TEXT_TYPES = new Set([
  'text',
  'search',
  'email',
  'password',
  'url',
  'tel',
  'number',
  'date',
  'time',
  '',
])
const OWN_ARROWS = 'input[type=range],[role=slider],[role=tab],[role=radio],[role=spinbutton],[role=grid]'
const MENUS = '[role=menu],[role=listbox],[role=combobox],[role=dialog],[role=alertdialog]'

// Television remotes send numbers where `event.key` is empty or "Unidentified".
const REMOTE_KEYS: Record<number, string> = {
  461: 'Back',
  10009: 'Back',
  10252: 'MediaPlayPause',
  10232: 'MediaTrackPrevious',
  10233: 'MediaTrackNext',
  412: 'MediaRewind',
  413: 'MediaStop',
  415: 'MediaPlay',
  417: 'MediaFastForward',
  195: 'Enter',
  196: 'Back',
  203: 'ArrowUp',
  204: 'ArrowDown',
  205: 'ArrowLeft',
  206: 'ArrowRight',
}

/** "Shift+ArrowLeft", "k", "?", "Space", "Back": how a key map names what was pressed. */
export function nameKey(event: KeyboardEvent): string {
  const known = event.key && event.key !== 'Unidentified' ? event.key : REMOTE_KEYS[event.keyCode]
  const key = known === ' ' ? 'Space' : known === 'GoBack' || known === 'BrowserBack' ? 'Back' : (known ?? '')
  if (key.length !== 1) return event.shiftKey ? `Shift+${key}` : key
  const isLetter = key.toLowerCase() !== key.toUpperCase()
  // Signs such as "?" already tell that Shift was held; letters do not.
  return isLetter && event.shiftKey ? `Shift+${key.toLowerCase()}` : key.toLowerCase()
}

/** Whether a shortcut must stay silent: someone types, a menu or dialog is open, or the key belongs to the system. */
export function isKeyTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey)
    return true
  const target = event.target
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target.closest('textarea,select')) return true
  if (target instanceof HTMLInputElement && TEXT_TYPES.has(target.type)) return true
  if (target.closest(MENUS)) return true
  if (/^(Arrow|Home|End|Page)/.test(event.key) && target.closest(OWN_ARROWS)) return true
  // Space and Enter press the focused button; a shortcut on top would act twice.
  const isPress = event.key === ' ' || event.key === 'Enter'
  return isPress && target.closest('button,a[href],input,summary,[role=button]') !== null
}

/** Runs the handler of a pressed key, unless the key is taken. The event is consumed when a handler ran. */
export function useKeyMap(map: KeyMap, { enabled = true }: { enabled?: boolean } = {}): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (isKeyTaken(event)) return
    const handler = map[nameKey(event)]
    if (!handler) return
    event.preventDefault()
    handler(event)
  })
  useEffect(() => {
    if (!enabled) return
    const listener = (event: KeyboardEvent) => onKey(event)
    document.addEventListener('keydown', listener)
    return () => document.removeEventListener('keydown', listener)
  }, [enabled])
}
