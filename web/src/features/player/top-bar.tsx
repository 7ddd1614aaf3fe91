import { useLingui } from '@lingui/react/macro'
import { ArrowLeft, Cast, Info, Keyboard, LockOpen } from 'lucide-react'
import { useCoarsePointer } from '@/lib/use-media-query'
import { Badge } from '@/components/ui/badge'
import { ControlButton } from './control-button'
import { useRemoteScreen } from './device/use-remote-screen'
import { usePlayback, usePlayer, useUi } from './player-context'
import { useTitles } from './use-titles'

/** Way back and title on one side, other screens and facts on the other. */
export function TopBar() {
  const { t } = useLingui()
  const { engine, ui, commands } = usePlayer()
  const { title, line } = useTitles()
  const hasPlan = usePlayback((state) => state.plan !== null)
  const isReady = usePlayback((state) => state.phase === 'ready')
  const isStandIn = usePlayback((state) => state.plan?.has_stand_in ?? false)
  const isLocked = useUi((state) => state.isLocked)
  const isCoarse = useCoarsePointer()
  const hasRemote = useRemoteScreen(hasPlan ? engine.element : null)
  if (isLocked)
    return (
      <div className="player-top justify-center">
        <ControlButton
          label={t`Unlock the screen`}
          variant="filled"
          size="lg"
          onClick={() => ui.set({ isLocked: false })}
        >
          <LockOpen />
        </ControlButton>
      </div>
    )
  return (
    <div className="player-top">
      <ControlButton label={t`Back`} shortcut="Esc" onClick={() => commands.leave()}>
        <ArrowLeft className="rtl:-scale-x-100" />
      </ControlButton>
      <div className="player-names min-w-0 flex-1">
        <p className="serif truncate text-17 text-bone sm:text-22">{title}</p>
        {line && <p className="truncate text-13 text-ash">{line}</p>}
        {isStandIn && <Badge tone="gold">{t`Stand-in until the film is here`}</Badge>}
      </div>
      {hasRemote && (
        <ControlButton
          label={t`Play on another screen`}
          onClick={() => {
            engine.element?.remote.prompt().catch(() => {})
          }}
        >
          <Cast />
        </ControlButton>
      )}
      {isReady && (
        <ControlButton
          label={t`What plays, and why so`}
          shortcut="I"
          aria-haspopup="dialog"
          onClick={() => commands.toggleSheet('stats')}
        >
          <Info />
        </ControlButton>
      )}
      {isReady && !isCoarse && (
        <ControlButton
          label={t`Keys`}
          shortcut="?"
          aria-haspopup="dialog"
          onClick={() => commands.toggleSheet('keys')}
        >
          <Keyboard />
        </ControlButton>
      )}
    </div>
  )
}
