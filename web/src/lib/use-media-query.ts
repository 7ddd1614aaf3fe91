import { useSyncExternalStore } from 'react'

/** Whether a media query holds now; renders again when that changes. */
export function useMediaQuery(query: string): boolean {
  return useSyncExternalStore(
    (onChange) => {
      const list = matchMedia(query)
      list.addEventListener('change', onChange)
      return () => list.removeEventListener('change', onChange)
    },
    () => matchMedia(query).matches,
  )
}

/** The system asks for less motion: opacity only, no trailers. */
export const useReducedMotion = () => useMediaQuery('(prefers-reduced-motion: reduce)')

/** A finger rather than a mouse: hover must not be needed for anything. */
export const useCoarsePointer = () => useMediaQuery('(pointer: coarse)')

type NetworkInformation = EventTarget & { saveData?: boolean }

/** The browser asks for fewer bytes: no trailers, no prefetch. */
export function hasSaveData(): boolean {
  return (navigator as Navigator & { connection?: NetworkInformation }).connection?.saveData === true
}

/** Nothing may play by itself. */
export function useCalm(): boolean {
  const reduced = useReducedMotion()
  return reduced || hasSaveData()
}
