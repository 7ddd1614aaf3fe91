import { useEffect } from 'react'
import { nameKey } from '@/lib/keyboard'
import { isTelevision } from '@/lib/is-television'
import { isUnfolded } from '@/lib/unfolded'

const STOPS = 'button:not(:disabled), select'

/** Up and down walk the open sheet; a remote has nothing else. A select keeps its arrows where there is a Tab key. */
export function useSheetArrows(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return
      const stands = document.activeElement
      const sheet = stands?.closest('[role=dialog]')
      if (!stands || !sheet || stands instanceof HTMLOptionElement) return
      const key = nameKey(event)
      if (stands instanceof HTMLSelectElement) {
        if (!isTelevision() || isUnfolded(stands)) return
        if (key === 'Enter') {
          event.preventDefault()
          stands.showPicker?.()
          return
        }
      }
      const step = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0
      if (step === 0) return
      const stops = [...sheet.querySelectorAll<HTMLElement>(STOPS)]
      const next = stops[stops.indexOf(stands as HTMLElement) + step]
      // At the ends, and among mere text, the arrows scroll.
      if (!next) return
      event.preventDefault()
      next.focus()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}
