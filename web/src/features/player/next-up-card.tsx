import { useLingui } from '@lingui/react/macro'
import { Play } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { episodeCode, useEpisodeTitle } from '@/components/play-button'
import { Poster } from '@/components/poster'
import { useSpoilerShield } from '@/components/spoiler-shield'
import { Button } from '@/components/ui/button'
import { usePlayback, usePlayer } from './player-context'
import { useFrame } from './use-frame'
import type { NextUpState } from './use-next-up'

/** The next episode's picture fills the screen, the running one stands small in a corner. */
export function NextUp({ nextUp }: { nextUp: NextUpState }) {
  const { t } = useLingui()
  const { commands } = usePlayer()
  const backdrop = usePlayback((state) => state.plan?.title.backdrop ?? null)
  const play = useRef<HTMLButtonElement>(null)
  const episodeTitle = useEpisodeTitle()
  const isShielded = useSpoilerShield()
  const { next, countdown } = nextUp
  useEffect(() => {
    // Whoever drives with keys or a remote can say yes at once; a finger would only see a ring.
    if (matchMedia('(pointer: coarse)').matches) return
    if (document.activeElement === document.body || document.activeElement?.id === 'main')
      play.current?.focus({ preventScroll: true })
  }, [])
  if (!next) return null
  const code = episodeCode(next)
  const isHidden = isShielded(next)
  const still = isHidden ? null : next.still
  return (
    <section aria-label={t`Next episode`} className="player-card player-next">
      <div className="absolute inset-0 overflow-hidden">
        <Poster
          image={still ?? backdrop}
          kind={still ? 'still' : 'backdrop'}
          title={next.series_title}
          sizes="100vw"
          hasDrawnTitle={false}
          isUrgent
        />
      </div>
      <div className="player-next-scrim" />
      <div className="player-next-text">
        <p className="text-15 text-ash">
          {t`Next`}, {next.series_title} {code}
        </p>
        <h2 className="serif mt-2 text-40 text-balance sm:text-56">{episodeTitle(next)}</h2>
        {next.synopsis && !isHidden && (
          <p className="measure mt-4 line-clamp-3 text-15 text-ash">{next.synopsis}</p>
        )}
        <div className="mt-7 flex flex-wrap items-center gap-3">
          <Button ref={play} variant="primary" size="lg" onClick={() => commands.next()}>
            {countdown ? <Ring {...countdown} /> : <Play aria-hidden className="fill-current" />}
            {t`Play now`}
          </Button>
          <Button size="lg" onClick={() => commands.stay()}>
            {t`Watch credits`}
          </Button>
        </div>
      </div>
    </section>
  )
}

/** The time left before it begins by itself. It moves with the film, so a pause holds it. */
function Ring({ from_s, until_s }: { from_s: number; until_s: number }) {
  const { t } = useLingui()
  const { engine } = usePlayer()
  const ring = useRef<SVGCircleElement>(null)
  const left_s = usePlayback((state) => Math.max(0, Math.ceil(until_s - state.position_s)))
  useFrame(() => {
    const share = (until_s - engine.position_s) / Math.max(0.1, until_s - from_s)
    ring.current?.style.setProperty('--left', Math.min(1, Math.max(0, share)).toFixed(3))
  }, true)
  return (
    <span className="relative grid size-8 place-items-center">
      <svg aria-hidden viewBox="0 0 32 32" className="absolute inset-0 size-8! -rotate-90" fill="none">
        <circle cx="16" cy="16" r="13.500" strokeWidth="2.500" className="stroke-ink-950/15" />
        <circle
          ref={ring}
          cx="16"
          cy="16"
          r="13.500"
          strokeWidth="2.500"
          pathLength={1}
          className="player-ring"
        />
      </svg>
      <span aria-hidden className="text-12 tabular">
        {left_s}
      </span>
      <span className="sr-only">{t`The next episode begins by itself.`}</span>
    </span>
  )
}
