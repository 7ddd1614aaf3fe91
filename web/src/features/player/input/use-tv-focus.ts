import { type RefObject, useEffect } from 'react'
import { nameKey } from '@/lib/keyboard'
import { isTelevision } from '@/lib/is-television'

const CONTROLS =
  '.player-controls button, .player-controls a[href], .player-card button, .player-card a[href]'

const MENUS = '[role=dialog],[role=menu],[role=listbox]'

/** On a television the arrows walk the controls; on the picture left and right seek, and up and down enter them. */
export function useTvFocus(root: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    if (!isTelevision()) return
    const onKey = (event: KeyboardEvent) => {
      const element = root.current
      const key = nameKey(event)
      if (!element || !/^Arrow|^Enter$/.test(key)) return
      // An open menu takes its own keys; the controls lie behind it and can take no focus.
      if (document.activeElement?.closest(MENUS)) return
      const stops = [...element.querySelectorAll<HTMLElement>(CONTROLS)]
      const at = stops.indexOf(document.activeElement as HTMLElement)
      const isOnPicture = at < 0
      const step = key === 'ArrowRight' || key === 'ArrowDown' ? 1 : -1
      if (isOnPicture && (key === 'ArrowLeft' || key === 'ArrowRight')) return
      if (!isOnPicture && key === 'Enter') return
      event.preventDefault()
      event.stopPropagation()
      const play = element.querySelector<HTMLElement>('[data-play]')
      if (isOnPicture) (play ?? stops[0])?.focus()
      else stops[at + step]?.focus()
    }
    document.addEventListener('keydown', onKey, { capture: true })
    return () => document.removeEventListener('keydown', onKey, { capture: true })
  }, [root])
}
