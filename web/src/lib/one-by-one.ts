import { startTransition, useEffect, useState } from 'react'

const waiting = new Set<() => void>()
let current: (() => void) | undefined

function goOn(): void {
  if (current) return
  const [first] = waiting
  if (!first) return
  current = first
  waiting.delete(first)
  startTransition(first)
}

function leave(turn: () => void): void {
  waiting.delete(turn)
  if (current !== turn) return
  current = undefined
  // The next one after a paint, so that what was drawn is seen and a finger is heard in between.
  requestAnimationFrame(goOn)
}

/**
 * For much to draw: false at first, and true when it is this one's turn, one after the other and none before what the
 * viewer does. With `isAtOnce` it is true from the start.
 */
export function useTurn(isAtOnce: boolean): boolean {
  const [isMyTurn, setMyTurn] = useState(isAtOnce)
  useEffect(() => {
    if (isMyTurn) return
    const turn = () => setMyTurn(true)
    waiting.add(turn)
    goOn()
    return () => leave(turn)
  }, [isMyTurn])
  return isMyTurn
}
