import { useState } from 'react'

/**
 * Where a menu or list is drawn: inside the page's main landmark, so that screen readers find it in a region; in the
 * body on a page without one. Looked up on opening, because on first render the landmark is not in the document yet.
 */
export function usePortalHome(isOpen = false) {
  const [container, setContainer] = useState(() => (isOpen ? document.getElementById('main') : null))
  const onOpenChange = (open: boolean) => {
    if (open) setContainer(document.getElementById('main'))
  }
  return { container, onOpenChange }
}
