import { useLingui } from '@lingui/react/macro'
import { ArrowLeft, Play, RotateCcw } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { usePlayback, usePlayer } from './player-context'
import { useTitles } from './use-titles'

/** The end, when nothing follows by itself. */
export function EndCard() {
  const { t } = useLingui()
  const { commands } = usePlayer()
  const { title, line } = useTitles()
  const hasEnded = usePlayback((state) => state.hasEnded)
  const next = usePlayback((state) => state.plan?.next ?? null)
  if (!hasEnded) return null
  return (
    <div className="player-card player-veil">
      <div className="max-w-[560px] text-center">
        <p className="text-15 text-ash">{line}</p>
        <p className="serif mt-2 text-40 text-balance sm:text-56">{title}</p>
        <div className="mt-8 flex flex-wrap justify-center gap-3">
          {next && (
            <Button variant="primary" onClick={() => commands.next()}>
              <Play aria-hidden className="fill-current" />
              {t`Next episode`}
            </Button>
          )}
          <Button variant={next ? 'secondary' : 'primary'} onClick={() => commands.leave()}>
            <ArrowLeft aria-hidden className="rtl:-scale-x-100" />
            {t`Back`}
          </Button>
          <Button onClick={() => commands.play()}>
            <RotateCcw aria-hidden />
            {t`Play again`}
          </Button>
        </div>
      </div>
    </div>
  )
}
