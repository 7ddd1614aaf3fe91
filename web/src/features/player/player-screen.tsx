import { useLingui } from '@lingui/react/macro'
import { useEffect, useRef } from 'react'
import { useBlocker } from 'react-router'
import { lazyPart } from '@/components/lazy-part'
import { useKeyMap } from '@/lib/keyboard'
import { BottomBar } from './bottom-bar'
import { CenterControls } from './center-controls'
import { useMediaSession } from './device/use-media-session'
import { useWakeLock } from './device/use-wake-lock'
import { EndCard } from './end-card'
import { Flash } from './flash'
import { KEY_COMMANDS, runKey } from './input/key-map'
import { useTvFocus } from './input/use-tv-focus'
import { NextUp } from './next-up-card'
import { PauseCard } from './pause-card'
import { usePlayback, usePlayer, useUi } from './player-context'
import { ProblemCard } from './problem-card'
import { SkipButton } from './skip-button'
import { Surface } from './surface'
import { TopBar } from './top-bar'
import { useControlsVisibility } from './use-controls-visibility'
import { useNextUp } from './use-next-up'
import { useTitles } from './use-titles'
import { Waiting } from './waiting'

const loadSheets = () => import('./sheets/sheets')
const Sheets = lazyPart(() => loadSheets().then((module) => module.Sheets))

/** The picture, and everything that lies over it. */
export function PlayerScreen() {
  const { t } = useLingui()
  const { ui, commands } = usePlayer()
  const root = useRef<HTMLElement>(null)
  const phase = usePlayback((state) => state.phase)
  const sheet = useUi((state) => state.sheet)
  const isLocked = useUi((state) => state.isLocked)
  const { title, line } = useTitles()
  const nextUp = useNextUp()
  const isShown = useControlsVisibility(root)
  useMediaSession(title, line)
  useWakeLock()
  useTvFocus(root)
  useKeyMap(
    Object.fromEntries(
      Object.keys(KEY_COMMANDS).map((key) => [key, ({ repeat }) => runKey(key, repeat, commands)]),
    ),
    { enabled: !isLocked },
  )

  useEffect(() => {
    const onChange = () => ui.set({ isFullscreen: document.fullscreenElement !== null })
    document.addEventListener('fullscreenchange', onChange)
    return () => {
      document.removeEventListener('fullscreenchange', onChange)
      if (document.fullscreenElement) void document.exitFullscreen()
    }
  }, [ui])

  // The film goes on from its buffer while Kino is away, and its menus should be there then as well.
  const isReady = phase === 'ready'
  useEffect(() => {
    if (isReady) void loadSheets().catch(() => {})
  }, [isReady])

  // Back on a phone closes the sheet first.
  const blocker = useBlocker(({ historyAction }) => historyAction === 'POP' && ui.get().sheet !== null)
  useEffect(() => {
    if (blocker.state !== 'blocked') return
    ui.set({ sheet: null })
    blocker.reset()
  }, [blocker, ui])

  const hasControls = phase !== 'problem' && !nextUp.isShown
  return (
    <main
      ref={root}
      id="main"
      tabIndex={-1}
      className="player"
      data-controls={isShown ? 'shown' : 'hidden'}
      data-next-up={nextUp.isShown || undefined}
      data-problem={phase === 'problem' || undefined}
      aria-label={t`Player`}
    >
      <h1 className="sr-only">{line ? `${title}, ${line}` : title}</h1>
      {nextUp.isShown && <NextUp nextUp={nextUp} />}
      <Surface />
      <PauseCard />
      <Waiting />
      <Flash />
      {phase === 'problem' && <ProblemCard />}
      {hasControls && <EndCard />}
      {hasControls && !isLocked && <SkipButton />}
      <div className="player-controls">
        <TopBar />
        {hasControls && !isLocked && (
          <>
            <CenterControls />
            <BottomBar />
          </>
        )}
      </div>
      {sheet && <Sheets name={sheet} onMissing={() => ui.set({ sheet: null })} />}
    </main>
  )
}
