const NAME = 'title-art'
let leaving: HTMLElement | undefined

/** The clicked card's picture travels into the next page's backdrop; two elements with one name would stop the transition. */
export function markLeaving(event: React.MouseEvent<HTMLElement>): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  leaving?.style.removeProperty('view-transition-name')
  leaving = event.currentTarget
  leaving.style.setProperty('view-transition-name', NAME)
}
