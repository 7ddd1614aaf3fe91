import { useLingui } from '@lingui/react/macro'
import { SkipForward } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from '@/components/ui/button'
import { usePlayback, usePlayer, useUi } from './player-context'
import { segmentAt } from './segments'
import { useSkipMode } from './use-skip-mode'

const SHOWN_MS = 8_000

/** Leads over a recap, an intro, credits or a preview: for eight seconds, and with the controls after that. */
export function SkipButton() {
  const { t } = useLingui()
  const { commands } = usePlayer()
  const segment = usePlayback(({ plan, position_s, duration_s, phase }) =>
    plan && phase === 'ready' ? segmentAt(plan, position_s, duration_s) : null,
  )
  const mode = useSkipMode(segment)
  const areControlsShown = useUi((state) => state.areControlsShown)
  const isSheetOpen = useUi((state) => state.sheet !== null)
  const [left, setLeft] = useState<typeof segment>(null)
  const [hasFocus, setFocus] = useState(false)
  useEffect(() => {
    if (!segment) return
    const timer = setTimeout(() => setLeft(segment), SHOWN_MS)
    return () => {
      clearTimeout(timer)
      setLeft(null)
    }
  }, [segment])
  if (!segment || mode === 'off' || isSheetOpen || (left === segment && !areControlsShown && !hasFocus))
    return null
  const labels = {
    recap: t`Skip the recap`,
    intro: t`Skip the intro`,
    credits: t`Skip the credits`,
    preview: t`Skip the preview`,
  }
  return (
    <div className="player-card player-segment" data-raised={areControlsShown || undefined}>
      <Button
        size="lg"
        onClick={() => commands.skip()}
        onFocus={() => setFocus(true)}
        onBlur={() => setFocus(false)}
      >
        {labels[segment.kind]}
        <SkipForward aria-hidden className="fill-current" />
      </Button>
    </div>
  )
}
