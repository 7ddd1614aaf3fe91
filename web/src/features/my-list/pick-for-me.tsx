import { useLingui } from '@lingui/react/macro'
import { Play, Shuffle } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Link } from 'react-router'
import { Poster } from '@/components/poster'
import { playPath, useTitleFacts } from '@/components/title-actions'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { paths } from '@/lib/paths'
import type { TitleCardShape } from '@/lib/title-types'
import { useReducedMotion } from '@/lib/use-media-query'
import { drawTitle } from './draw-title'

const STEPS_MS = [70, 80, 95, 115, 145, 190, 260]

/** Draws one title of the list, with a short shuffle that slows down. */
export function PickForMe({ titles, onClose }: { titles: readonly TitleCardShape[]; onClose: () => void }) {
  const { t } = useLingui()
  const isCalm = useReducedMotion()
  const [shown, setShown] = useState(() => drawTitle(titles, null, Math.random()))
  const [step, setStep] = useState(isCalm ? STEPS_MS.length : 0)
  const pause_ms = STEPS_MS[step]
  const isDrawn = pause_ms === undefined
  useEffect(() => {
    if (pause_ms === undefined) return
    const timer = setTimeout(() => {
      setShown((last) => drawTitle(titles, last?.id ?? null, Math.random()))
      setStep((known) => known + 1)
    }, pause_ms)
    return () => clearTimeout(timer)
  }, [pause_ms, titles])
  const again = () => {
    setShown((last) => drawTitle(titles, last?.id ?? null, Math.random()))
    setStep(isCalm ? STEPS_MS.length : 0)
  }
  if (!shown) return null
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={isDrawn ? t`Tonight: ${shown.title}` : t`Drawing…`}
      size="sm"
      actions={
        <>
          <Button variant="ghost" onClick={again} disabled={!isDrawn || titles.length < 2}>
            <Shuffle aria-hidden />
            {t`Another one`}
          </Button>
          <Button asChild variant="primary" aria-disabled={!isDrawn}>
            <Link to={playPath(shown)}>
              <Play aria-hidden className="fill-current" />
              {t`Play`}
            </Link>
          </Button>
        </>
      }
    >
      <div className="flex flex-col items-center gap-4 py-2">
        <Link
          to={paths.title(shown.id)}
          aria-label={shown.title}
          className="relative block aspect-2/3 w-44 overflow-hidden rounded-card"
        >
          <div key={shown.id} className="absolute inset-0 animate-[appear_120ms_linear]">
            <Poster image={shown.poster} kind="poster" title={shown.title} note={shown.year} sizes={176} />
          </div>
        </Link>
        <DrawnFacts title={shown} isShown={isDrawn} />
      </div>
    </Dialog>
  )
}

function DrawnFacts({ title, isShown }: { title: TitleCardShape; isShown: boolean }) {
  const facts = useTitleFacts(title)
  return <p className={`text-13 text-ash tabular ${isShown ? '' : 'invisible'}`}>{facts}</p>
}
