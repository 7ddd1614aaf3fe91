import type { CSSProperties } from 'react'
import { type DrawnFormat, drawArt, titleSize } from './drawn-art'

export interface DrawnPosterProps {
  title: string
  /** A small second line: the year. */
  note?: string | number | null
  format?: DrawnFormat
  /** Off where the title stands beside the picture anyway (hero, title page). */
  hasTitle?: boolean
}

/** Fills its positioned parent with a typographic poster. The words are hidden from screen readers: the card says them. */
export function DrawnPoster({ title, note, format = 'poster', hasTitle = true }: DrawnPosterProps) {
  const art = drawArt(title, format)
  const size_cqw = titleSize(title, format)
  const isTop = art.place === 'top'
  const noteStyle: CSSProperties = isTop ? { bottom: '7cqw' } : { top: '7cqw' }
  return (
    <div aria-hidden className="drawn" style={{ backgroundImage: art.background, color: art.ink }}>
      {hasTitle && (
        <span
          className="drawn-title"
          style={{ fontSize: `${size_cqw}cqw`, [isTop ? 'top' : 'bottom']: isTop ? '7cqw' : '8cqw' }}
        >
          {title}
        </span>
      )}
      {hasTitle && note != null && (
        <span className="drawn-note" style={noteStyle}>
          {note}
        </span>
      )}
    </div>
  )
}
