import { type CSSProperties, useState } from 'react'
import { type ImageRef, imageUrl, type ImageVariant } from '@/api/types'
import { thumbhashUrl } from '@/lib/thumbhash'
import type { DrawnFormat } from './drawn-art'
import { DrawnPoster } from './drawn-poster'

export type PosterKind = 'poster' | 'backdrop' | 'still' | 'portrait'

const VARIANTS: Record<PosterKind, readonly (readonly [variant: ImageVariant, width_px: number])[]> = {
  poster: [
    ['poster-200', 200],
    ['poster-342', 342],
    ['poster-500', 500],
  ],
  backdrop: [
    ['backdrop-780', 780],
    ['backdrop-1280', 1280],
    ['backdrop-1920', 1920],
  ],
  still: [
    ['still-320', 320],
    ['still-640', 640],
  ],
  portrait: [['portrait-200', 200]],
}

export interface PosterProps {
  image: ImageRef | null
  kind: PosterKind
  /** What is drawn when there is no picture; also its alternative text when `alt` is given as the title. */
  title: string
  note?: string | number | null
  /** The `sizes` attribute, or the width in CSS pixels. */
  sizes: string | number
  /** Empty by default: in a card the link already says the title. */
  alt?: string
  /** The hero: loaded at once and first. */
  isUrgent?: boolean
  /** On rows that start below the second: loaded when near. */
  isLazy?: boolean
  /** Off where the title stands beside the picture. */
  hasDrawnTitle?: boolean
}

// Seen in this visit and therefore decoded quickly: no fade when scrolled back to.
const seen = new Set<string>()

/** Fills its positioned parent with a picture, a blur of it before, or a drawn poster instead. */
export function Poster(props: PosterProps) {
  const {
    image,
    kind,
    title,
    note,
    sizes,
    alt = '',
    isUrgent = false,
    isLazy = false,
    hasDrawnTitle = true,
  } = props
  const [failedHash, setFailedHash] = useState<string>()
  if (!image || failedHash === image.hash) {
    const format: DrawnFormat = kind === 'backdrop' || kind === 'still' ? 'wide' : 'poster'
    return (
      <DrawnPoster
        title={title}
        note={note ?? null}
        format={format}
        hasTitle={hasDrawnTitle && kind !== 'portrait'}
      />
    )
  }
  const variants = VARIANTS[kind]
  const srcSet = variants
    .map(([variant, width_px]) => `${imageUrl(image.hash, variant)} ${width_px}w`)
    .join(', ')
  const smallest = variants[0]?.[0] ?? 'poster-200'
  const blur = thumbhashUrl(image.thumbhash)
  const backing: CSSProperties = {
    backgroundColor: image.color,
    ...(blur ? { backgroundImage: `url(${blur})`, backgroundSize: 'cover' } : {}),
  }
  return (
    <picture className="poster-image" style={backing}>
      <source type="image/webp" srcSet={srcSet} sizes={typeof sizes === 'number' ? `${sizes}px` : sizes} />
      <img
        ref={(element) => startFade(element, image.hash)}
        src={imageUrl(image.hash, smallest)}
        alt={alt}
        width={image.width_px}
        height={image.height_px}
        decoding={isUrgent ? 'sync' : 'async'}
        loading={isLazy ? 'lazy' : 'eager'}
        fetchPriority={isUrgent ? 'high' : 'auto'}
        draggable={false}
        className="poster-image"
        onError={() => setFailedHash(image.hash)}
        onLoad={(event) => {
          seen.add(image.hash)
          if (event.currentTarget.dataset['fading']) event.currentTarget.dataset['fading'] = 'done'
        }}
      />
    </picture>
  )
}

/** Only a picture that is not there yet fades in: fading a cached one would be a flicker. */
function startFade(element: HTMLImageElement | null, hash: string): void {
  if (!element || element.complete || seen.has(hash) || element.dataset['fading']) return
  element.dataset['fading'] = 'waiting'
}
