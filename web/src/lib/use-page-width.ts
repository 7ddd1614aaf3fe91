import { useLayoutEffect, useState } from 'react'

/** The width of the page without its scroll bar, in CSS pixels; follows resizing. */
export function usePageWidth(): number {
  const [width_px, setWidth] = useState(() => document.documentElement.clientWidth)
  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => setWidth(document.documentElement.clientWidth))
    observer.observe(document.documentElement)
    return () => observer.disconnect()
  }, [])
  return width_px
}
