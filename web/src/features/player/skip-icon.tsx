import { RotateCcw, RotateCw } from 'lucide-react'

/** Ten seconds, back or forward. */
export function SkipIcon({ isBack = false }: { isBack?: boolean }) {
  const Arrow = isBack ? RotateCcw : RotateCw
  return (
    <span aria-hidden className="player-skip">
      <Arrow strokeWidth={1.6} />
      <span>10</span>
    </span>
  )
}
