import { useLingui } from '@lingui/react/macro'
import type { CSSProperties } from 'react'
import { cn } from '@/lib/cn'
import { AVATAR_COUNT, avatarArt } from './avatar-art'

export { AVATAR_COUNT }

export interface AvatarProps {
  name: string
  /** Which of the 12 drawn portraits, 0..11. */
  portrait: number
  size_px?: number
  /** The name stands beside it: nothing is read out twice. */
  isDecorative?: boolean
  className?: string
}

/** One of twelve portraits lit like film stills: a figure against coloured light, with grain. */
export function Avatar({ name, portrait, size_px = 36, isDecorative = true, className }: AvatarProps) {
  const { t } = useLingui()
  const a11y = isDecorative ? { 'aria-hidden': true } : { role: 'img', 'aria-label': t`Portrait of ${name}` }
  const style: CSSProperties = { width: size_px, height: size_px, backgroundImage: avatarArt(portrait) }
  return (
    <span
      {...a11y}
      style={style}
      className={cn(
        'relative inline-block shrink-0 overflow-hidden rounded-card bg-cover shadow-[inset_0_0_0_1px_rgb(255_255_255/0.07)] after:absolute after:inset-0 after:grain after:opacity-25',
        className,
      )}
    />
  )
}
