import { useLingui } from '@lingui/react/macro'
import { type CSSProperties, type KeyboardEvent, type PointerEvent, useEffect, useRef } from 'react'
import { useFormat } from '@/lib/use-format'
import { gapMask } from './chapters'
import { usePlayback, usePlayer, useUi } from './player-context'
import { usePreviewCard } from './trickplay/use-preview-card'
import { useFrame } from './use-frame'

const STEPS_S: Record<string, number> = {
  ArrowLeft: -10,
  ArrowDown: -10,
  ArrowRight: 10,
  ArrowUp: 10,
}

const share = (part: number) => `${(part * 100).toFixed(3)}%`

/** The timeline. What moves is written into CSS variables in a frame; React hears of whole seconds only. */
export function Scrubber() {
  const { t } = useLingui()
  const format = useFormat()
  const { engine, ui, commands } = usePlayer()
  const line = useRef<HTMLDivElement>(null)
  const { card, show } = usePreviewCard(line)
  const duration_s = usePlayback((state) => state.duration_s)
  const second = usePlayback((state) => Math.floor(state.position_s))
  const chapters = usePlayback((state) => state.plan?.chapters)
  const segments = usePlayback((state) => state.plan?.segments)
  const preview_s = useUi((state) => state.preview_s)
  const glance_s = useUi((state) => state.glance_s)
  const isDragged = preview_s !== null
  const isShown = useUi((state) => state.areControlsShown)
  const isPaused = usePlayback((state) => state.isPaused)
  const drawn = useRef('')

  useFrame(() => {
    const length_s = engine.duration_s
    if (!line.current || !length_s) return
    const at_s = ui.get().preview_s ?? engine.position_s
    const played = Math.min(1, at_s / length_s).toFixed(5)
    const buffered = Math.min(1, engine.buffered_end_s / length_s).toFixed(3)
    // A style that is set again costs a recalculation even when it is the same.
    if (drawn.current === played + buffered) return
    drawn.current = played + buffered
    line.current.style.setProperty('--played', played)
    line.current.style.setProperty('--buffered', buffered)
  }, isShown || isPaused)

  // A finger on the picture and keys move through the film as well; the card follows them.
  const followed_s = preview_s ?? glance_s
  useEffect(() => {
    if (followed_s !== null) show(followed_s)
  })

  const secondAt = (clientX: number): number => {
    const box = line.current?.getBoundingClientRect()
    if (!box || !duration_s) return 0
    return Math.min(1, Math.max(0, (clientX - box.left) / box.width)) * duration_s
  }
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    ui.set({ preview_s: secondAt(event.clientX) })
  }
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const at_s = secondAt(event.clientX)
    if (ui.get().preview_s !== null && event.currentTarget.hasPointerCapture(event.pointerId))
      ui.set({ preview_s: at_s })
    else show(at_s)
  }
  const onPointerUp = (event: PointerEvent<HTMLDivElement>) => {
    if (ui.get().preview_s === null || !event.currentTarget.hasPointerCapture(event.pointerId)) return
    engine.seekTo(secondAt(event.clientX))
    ui.set({ preview_s: null })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step_s = STEPS_S[event.key]
    if (step_s !== undefined) commands.seekBy(event.shiftKey ? step_s * 3 : step_s)
    else if (event.key === 'Home') commands.seekToShare(0)
    else if (event.key === 'End') commands.seekToShare(1)
    else if (event.key === 'PageUp') commands.stepChapter(-1)
    else if (event.key === 'PageDown') commands.stepChapter(1)
    else return
    event.preventDefault()
  }

  const total = format.clock(duration_s ?? 0)
  const at = format.clock(second)
  const style = { '--gaps': gapMask(chapters ?? [], duration_s, 3) } as CSSProperties
  return (
    <div
      ref={line}
      dir="ltr"
      role="slider"
      tabIndex={0}
      aria-label={t`Position`}
      aria-valuemin={0}
      aria-valuemax={Math.round(duration_s ?? 0)}
      aria-valuenow={second}
      aria-valuetext={t`${at} of ${total}`}
      aria-disabled={duration_s === null}
      data-dragged={isDragged || undefined}
      data-glanced={glance_s !== null || undefined}
      className="scrubber"
      style={style}
      onMouseDown={(event) => event.preventDefault()}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerEnter={(event) => show(secondAt(event.clientX))}
      onPointerUp={onPointerUp}
      onPointerCancel={() => ui.set({ preview_s: null })}
      onKeyDown={onKeyDown}
    >
      <div className="scrubber-line">
        <i className="scrubber-buffered" />
        {duration_s !== null &&
          segments?.map(({ kind, start_s, end_s }) => (
            <i
              key={`${kind}${start_s}`}
              className="scrubber-segment"
              style={{
                left: share(start_s / duration_s),
                width: share((end_s - start_s) / duration_s),
              }}
            />
          ))}
        <i className="scrubber-played" />
      </div>
      <i className="scrubber-thumb" />
      <div ref={card} aria-hidden className="scrubber-card">
        <div className="scrubber-tile" hidden />
        <span className="scrubber-chapter" hidden />
        <span />
      </div>
    </div>
  )
}
