import { useLingui } from '@lingui/react/macro'
import { Pause, Play, RotateCcw, SkipBack, SkipForward } from 'lucide-react'
import { useCoarsePointer } from '@/lib/use-media-query'
import { ControlButton } from './control-button'
import { usePlayback, usePlayer } from './player-context'
import { SkipIcon } from './skip-icon'

/** In the middle of the picture: the transport for fingers, and the one big button when the browser wants a tap. */
export function CenterControls() {
  const { t } = useLingui()
  const { commands } = usePlayer()
  const isCoarse = useCoarsePointer()
  const needsGesture = usePlayback((state) => state.needsGesture)
  const isReady = usePlayback((state) => state.phase === 'ready')
  const isPaused = usePlayback((state) => state.isPaused)
  const hasEnded = usePlayback((state) => state.hasEnded)
  const hasNext = usePlayback((state) => Boolean(state.plan?.next))
  const hasPrevious = usePlayback((state) => Boolean(state.plan?.previous))
  if (!isReady || hasEnded) return null
  if (needsGesture)
    return (
      <div className="player-center">
        <ControlButton
          label={t`Play`}
          hasTooltip={false}
          variant="primary"
          className="size-20! [&_svg]:size-9!"
          onClick={() => commands.play()}
        >
          <Play className="translate-x-0.5 fill-current" />
        </ControlButton>
      </div>
    )
  if (!isCoarse) return null
  return (
    <div dir="ltr" className="player-center gap-3">
      {/* One neighbour alone would push the big button out of the middle. */}
      {!hasPrevious && hasNext && <span className="size-11" />}
      {hasPrevious && (
        <ControlButton label={t`Previous episode`} onClick={() => commands.previous()}>
          <SkipBack className="fill-current" />
        </ControlButton>
      )}
      <ControlButton label={t`Back 10 seconds`} className="size-14!" onClick={() => commands.seekBy(-10)}>
        <SkipIcon isBack />
      </ControlButton>
      <ControlButton
        data-play
        label={hasEnded ? t`Play again` : isPaused ? t`Play` : t`Pause`}
        className="size-18! bg-ink-950/40 [&_svg]:size-8!"
        onClick={() => commands.toggle()}
      >
        {hasEnded ? (
          <RotateCcw />
        ) : isPaused ? (
          <Play className="translate-x-0.5 fill-current" />
        ) : (
          <Pause className="fill-current" strokeWidth={1} />
        )}
      </ControlButton>
      <ControlButton label={t`Forward 10 seconds`} className="size-14!" onClick={() => commands.seekBy(10)}>
        <SkipIcon />
      </ControlButton>
      {hasNext && (
        <ControlButton label={t`Next episode`} onClick={() => commands.next()}>
          <SkipForward className="fill-current" />
        </ControlButton>
      )}
      {hasPrevious && !hasNext && <span className="size-11" />}
    </div>
  )
}
