import { nameKey } from './keyboard'
import { isUnfolded } from './unfolded'

/**
 * For a remote, which has no Tab: arrows that nothing else took lead to what lies that way on the screen. Rows of cards
 * know their own ways (spatial-grid.ts), also to cards that are not in the document; this joins them to all the rest.
 */

const STOPS =
  'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), summary, [tabindex]'
/** What walks by all arrows within itself, and is left by another key. */
const OWN_WAYS = '[role=menu], [role=listbox], [role=grid]'
const LANDMARKS = 'main, header, nav, footer, aside'
/** A step aside counts as much as two ahead: what is straight in the way is meant, even when it is farther. */
const ASIDE_WEIGHT = 2

type Arrow = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight'

/** Begins to listen; the answer ends it. On the window, where a key comes last: whoever wants it has taken it by then. */
export function walkByArrows(): () => void {
  window.addEventListener('keydown', onKeyDown)
  return () => window.removeEventListener('keydown', onKeyDown)
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return
  const key = nameKey(event)
  const from = document.activeElement
  if (key === 'Enter' && from instanceof HTMLSelectElement && !isUnfolded(from)) {
    event.preventDefault()
    from.showPicker?.()
    return
  }
  if (!/^Arrow(Up|Down|Left|Right)$/.test(key)) return
  const arrow = key as Arrow
  if (from?.closest(OWN_WAYS) || isMovingWithin(from, arrow)) return
  const target = findTarget(from, arrow)
  if (!target) return
  event.preventDefault()
  target.focus()
  target.scrollIntoView({ block: 'nearest', inline: 'nearest' })
}

/** Whether the arrow has something to do in the field itself: letters, options, the next of its kind. */
function isMovingWithin(element: Element | null, arrow: Arrow): boolean {
  const isSideways = arrow === 'ArrowLeft' || arrow === 'ArrowRight'
  const isBack = arrow === 'ArrowLeft' || arrow === 'ArrowUp'
  if (element instanceof HTMLSelectElement) return isUnfolded(element)
  if (element instanceof HTMLTextAreaElement)
    return isSideways || element.selectionStart !== (isBack ? 0 : element.value.length)
  if (!(element instanceof HTMLInputElement)) return false
  if (element.type === 'radio') return hasNeighbour(element, isBack)
  return isSideways && !/^(button|checkbox|submit)$/.test(element.type)
}

function hasNeighbour(radio: HTMLInputElement, isBack: boolean): boolean {
  const same = [...(radio.closest('form, [role=radiogroup]') ?? document).querySelectorAll('input')].filter(
    (each) => each.type === 'radio' && each.name === radio.name,
  )
  return same[same.indexOf(radio) + (isBack ? -1 : 1)] !== undefined
}

/** The nearest stop in the direction: in the same part of the page first, since bars lie over pages that scroll. */
function findTarget(from: Element | null, arrow: Arrow): HTMLElement | undefined {
  const room = from?.closest('[role=dialog], [role=alertdialog]') ?? document
  const stops = [...room.querySelectorAll<HTMLElement>(STOPS)].filter((each) => each !== from && isStop(each))
  if (!from?.matches(STOPS) || !isStop(from as HTMLElement)) return stops.find(isInMain) ?? stops[0]
  const landmark = from.closest(LANDMARKS)
  const near = stops.filter((each) => each.closest(LANDMARKS) === landmark)
  return nearest(from, near, arrow) ?? nearest(from, stops, arrow)
}

function isStop(element: HTMLElement): boolean {
  if (element.tabIndex < 0) return false
  // Older televisions have no checkVisibility; what takes no room is hidden there too.
  return element.checkVisibility?.({ visibilityProperty: true }) ?? element.getClientRects().length > 0
}

function isInMain(element: HTMLElement): boolean {
  const { top, bottom } = element.getBoundingClientRect()
  return bottom > 0 && top < innerHeight && element.closest('main') !== null
}

function nearest(from: Element, stops: readonly HTMLElement[], arrow: Arrow): HTMLElement | undefined {
  const here = placeAlong(from.getBoundingClientRect(), arrow)
  let best: HTMLElement | undefined
  let least_px = Infinity
  for (const stop of stops) {
    const there = placeAlong(stop.getBoundingClientRect(), arrow)
    // Neighbours may overlap by a ring or a margin.
    if (there.centre <= here.centre || there.start < here.end - (here.end - here.start) / 2) continue
    const ahead_px = Math.max(0, there.start - here.end)
    const aside_px = Math.max(0, there.sideStart - here.sideEnd, here.sideStart - there.sideEnd)
    const offset_px = Math.abs(there.sideStart - here.sideStart) / 1000
    const way_px = ahead_px + ASIDE_WEIGHT * aside_px + offset_px
    if (way_px < least_px) [best, least_px] = [stop, way_px]
  }
  return best
}

/** A rectangle as seen by who walks: start, centre and end lie on the way, growing ahead. All in px. */
function placeAlong({ left, right, top, bottom }: DOMRect, arrow: Arrow) {
  const isUpright = arrow === 'ArrowUp' || arrow === 'ArrowDown'
  const [near, far] = isUpright ? [top, bottom] : [left, right]
  const [sideStart, sideEnd] = isUpright ? [left, right] : [top, bottom]
  const isBack = arrow === 'ArrowUp' || arrow === 'ArrowLeft'
  const [start, end] = isBack ? [-far, -near] : [near, far]
  return { start, end, centre: (start + end) / 2, sideStart, sideEnd }
}
