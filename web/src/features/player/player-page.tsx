import { useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import { useNavigate, useParams, useSearchParams } from 'react-router'
import { ApiError } from '@/api/errors'
import { PageTitle } from '@/components/page-title'
import { toast } from '@/components/ui/toaster'
import { paths } from '@/lib/paths'
import { createCommands } from './commands'
import { PlayerEngine } from './engine/player-engine'
import { type Player, PlayerContext } from './player-context'
import { PlayerScreen } from './player-screen'
import { onStopAnnounced } from './stop-signal'
import { createUiStore } from './ui-store'
import { useTitles } from './use-titles'
import './player.css'

/** Whether Back stays inside the app; a deep link has nothing behind it. */
const hasPageBehind = () => ((history.state as { idx?: number } | null)?.idx ?? 0) > 0

/** "90", "90.5": seconds; anything else is no wish. */
function readSeconds(text: string | null): number | undefined {
  const seconds = text === null || text === '' ? NaN : Number(text)
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined
}

/** `/play/:itemId`, with `?t=` seconds (0 starts over) and `?file=` for a version. */
export function PlayerPage() {
  const { itemId = '' } = useParams()
  const [search] = useSearchParams()
  const navigate = useNavigate()
  const { t } = useLingui()
  const [engine] = useState(() => new PlayerEngine())
  const [ui] = useState(createUiStore)

  const leave = () => {
    const title_id = engine.store.get().plan?.title.id
    if (hasPageBehind()) void navigate(-1)
    else void navigate(title_id ? paths.title(title_id) : paths.home, { replace: true })
  }
  // Replaced, so that Back leads out of the player however many episodes it was.
  const open = (item_id: string) => void navigate(paths.play(item_id), { replace: true })
  const player: Player = { engine, ui, commands: createCommands(engine, ui, { open, leave }) }

  const start_s = readSeconds(search.get('t'))
  const file_id = search.get('file')
  useEffect(() => {
    if (engine.store.get().item_id === itemId) {
      // A series led to its episode: the address follows, the film does not begin again. Or it names another second.
      if (start_s !== undefined) engine.seekTo(start_s)
      return
    }
    ui.set({ sheet: null, preview_s: null, stays_item_id: null })
    void engine.load({ item_id: itemId, file_id, ...(start_s === undefined ? {} : { start_s }) })
  }, [engine, ui, itemId, file_id, start_s])

  useEffect(
    () =>
      engine.store.subscribe(() => {
        const { item_id, phase } = engine.store.get()
        if (phase !== 'loading' && item_id && item_id !== itemId)
          void navigate(paths.play(item_id), { replace: true })
      }),
    [engine, itemId, navigate],
  )
  useEffect(
    () =>
      engine.store.subscribe(() => {
        const { problem } = engine.store.get()
        const isSignedOut =
          problem?.kind === 'refused' && problem.error instanceof ApiError && problem.error.status === 401
        // The page behind this one asks to sign in; it would not say why the film ended.
        if (isSignedOut)
          void toast(t`This device was signed out`, {
            id: 'signed-out',
            description: t`Sign in again, and the film goes on where it stopped.`,
            duration_ms: 20_000,
          })
      }),
    [engine, t],
  )
  useEffect(() => onStopAnnounced((playback_id) => engine.onStopped(playback_id)), [engine])

  return (
    <PlayerContext value={player}>
      <TabTitle />
      <PlayerScreen />
    </PlayerContext>
  )
}

function TabTitle() {
  return <PageTitle>{useTitles().whole}</PageTitle>
}
