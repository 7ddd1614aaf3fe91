import { useLingui } from '@lingui/react/macro'
import { usePlayback } from './player-context'

/** A thread of light while frames are on their way, only when the wait is felt; words when Kino is away. */
export function Waiting() {
  const { t } = useLingui()
  const isLoading = usePlayback((state) => state.phase === 'loading')
  const isWaiting = usePlayback((state) => state.isWaiting && !state.isPaused && !state.hasEnded)
  const isReconnecting = usePlayback((state) => state.isReconnecting)
  const isSlow = isLoading || isWaiting || isReconnecting
  return (
    <div role="status" className="pointer-events-none absolute inset-0 z-10 grid place-items-center">
      {isSlow && (
        <div className="player-waiting">
          <i aria-hidden />
          {isReconnecting ? (
            <p className="mt-4 text-15 text-bone">{t`Kino does not answer. The film goes on by itself.`}</p>
          ) : (
            <span className="sr-only">{t`Loading`}</span>
          )}
        </div>
      )}
    </div>
  )
}
