import { type RefObject, useLayoutEffect, useState } from 'react'

/** How far below the top of the page an element begins, in CSS pixels; follows what grows above it. */
export function usePageOffset(element: RefObject<HTMLElement | null>): number {
  const [offset_px, setOffset] = useState(0)
  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => {
      if (element.current) setOffset(element.current.getBoundingClientRect().top + scrollY)
    })
    observer.observe(document.documentElement)
    return () => observer.disconnect()
  }, [element])
  return offset_px
}
