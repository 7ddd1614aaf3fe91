import { type CSSProperties, useEffect, useRef } from 'react'
import { useGestures } from './input/use-gestures'
import { usePlayer, useUi } from './player-context'
import { SubtitleLayer } from './subtitles/subtitle-layer'

/** The <video> and the glass over it that takes clicks and fingers. The element lives as long as the player. */
export function Surface() {
  const { engine, commands } = usePlayer()
  const isFilled = useUi((state) => state.isFilled)
  const brightness = useUi((state) => state.brightness)
  const video = useRef<HTMLVideoElement>(null)
  const glass = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (video.current) engine.attach(video.current)
    return () => engine.detach()
  }, [engine])
  // Only a click says which pointer made it, and not in every browser; a double click never does.
  const isTouch = useRef(false)
  useGestures(glass)
  const style = { '--brightness': brightness } as CSSProperties
  return (
    <div className="player-stage" style={style}>
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- what captions an item has is known after its plan */}
      <video
        ref={video}
        className="player-video"
        data-filled={isFilled || undefined}
        playsInline
        preload="auto"
        tabIndex={-1}
      />
      <SubtitleLayer />
      {/* Pointers only: the same actions are buttons and keys. */}
      <div
        ref={glass}
        aria-hidden
        className="absolute inset-0 touch-none"
        onPointerDown={(event) => {
          isTouch.current = event.pointerType === 'touch'
        }}
        onClick={() => {
          if (!isTouch.current) commands.toggle()
        }}
        onDoubleClick={() => {
          if (!isTouch.current) commands.toggleFullscreen()
        }}
      />
    </div>
  )
}
