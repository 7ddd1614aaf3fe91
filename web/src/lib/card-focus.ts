import { useEffect } from 'react'

/** Puts the focus on a card by its place, at once or as soon as it is in the document. */
export class CardFocus {
  private readonly links = new Map<number, HTMLAnchorElement>()
  private wanted: number | undefined
  private held: string | null = null

  focus(index: number): void {
    const link = this.links.get(index)
    link?.focus({ preventScroll: true })
    // Until it is there: a card that is about to go takes no focus.
    this.wanted = link && document.activeElement === link ? undefined : index
  }

  /** For the card's ref callback. */
  attach(index: number, element: HTMLAnchorElement | null): (() => void) | undefined {
    if (!element) return undefined
    this.links.set(index, element)
    if (this.wanted === index) this.focus(index)
    return () => void this.links.delete(index)
  }

  /** The focus came into the card with this key, or left it: null. */
  hold(key: string | null): void {
    this.held = key
    if (key !== null) this.wanted = undefined
  }

  /**
   * After the cards were drawn anew: the focus is where it is wanted. Without a word it was lost when the card that had
   * it was taken out of the document; it goes to the card with this index then. Whoever left a card took it along.
   */
  settle(index: number): void {
    if (this.wanted !== undefined) this.focus(this.wanted)
    else if (this.held !== null && document.activeElement === document.body) this.focus(index)
  }
}

/** A card that is taken away while the focus is in it hands it on to the one that comes into its place. */
export function useFocusKept(focus: CardFocus, index: number): void {
  // With each drawing, since each may take cards out.
  useEffect(() => focus.settle(index))
}
