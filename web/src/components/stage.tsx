import { useLingui } from '@lingui/react/macro'
import { type ReactNode, useEffect, useState } from 'react'
import { Link } from 'react-router'
import { cn } from '@/lib/cn'
import { paths } from '@/lib/paths'
import { useReducedMotion } from '@/lib/use-media-query'
import { DrawnPoster } from './drawn-poster'
import { LanguageSelect } from './language-select'
import { Wordmark } from './wordmark'

// Seeds of drawn pictures, chosen for their colours. Never the library's own art: whoever stands here is a stranger yet.
const SCENES = ['Winter palace', 'Aurora', 'Ember', 'Harbour'] as const
const SCENE_MS = 14_000

/** The room before the film: pages for those who are not inside yet. Its children stand in the left third. */
export function Stage({ children, isWide = false }: { children: ReactNode; isWide?: boolean }) {
  const { t } = useLingui()
  return (
    <div className="relative isolate flex min-h-dvh flex-col">
      <Scenes />
      <header className="flex h-(--bar-height) items-center justify-between gap-4 gutter">
        <Link to={paths.home} aria-label={t`Kino, home`} className="rounded-control">
          <Wordmark />
        </Link>
        <LanguageSelect className="w-36!" />
      </header>
      <main id="main" tabIndex={-1} className="flex flex-1 items-center gutter py-8 outline-none md:pb-24">
        <div className={cn('w-full', isWide ? 'max-w-[1180px]' : 'max-w-[400px]')}>{children}</div>
      </main>
    </div>
  )
}

/** Drawn backdrops that melt into each other, slowly, at the strength of a memory. */
function Scenes() {
  const isCalm = useReducedMotion()
  const [shown, setShown] = useState(0)
  useEffect(() => {
    if (isCalm) return
    const timer = setInterval(() => setShown((index) => (index + 1) % SCENES.length), SCENE_MS)
    return () => clearInterval(timer)
  }, [isCalm])
  return (
    <div aria-hidden className="fixed inset-0 -z-1 overflow-hidden">
      {SCENES.map((scene, index) => (
        <div
          key={scene}
          className={cn(
            'absolute inset-0 transition-opacity duration-[3000ms]',
            index === shown ? 'opacity-40' : 'opacity-0',
          )}
        >
          <DrawnPoster title={scene} format="wide" hasTitle={false} />
        </div>
      ))}
      <div className="absolute inset-0 bg-linear-to-r from-ink-950 via-ink-950/60 to-transparent rtl:bg-linear-to-l" />
      <div className="absolute inset-x-0 bottom-0 h-1/3 bg-linear-to-t from-ink-950 to-transparent" />
    </div>
  )
}
