import { useLingui } from '@lingui/react/macro'
import { type ComponentType, type ReactNode, useEffect, useEffectEvent, useState } from 'react'
import { toast } from './ui/toaster'

export interface LazyPartProps {
  /** Its code could not be fetched, and the viewer was told: what asked for it is to be closed, so that it can be asked for again. */
  onMissing: () => void
  /** Stands there until it comes. */
  fallback?: ReactNode
}

/**
 * A part of a page whose code is fetched when it is first shown. React's own `lazy` takes the whole page down when that
 * fails and keeps the failure for good; here the place stays empty, and the next time it is shown fetches again.
 */
export function lazyPart<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  let known: ComponentType<Props> | undefined
  return function LazyPart({ onMissing, fallback, ...props }: Props & LazyPartProps) {
    const { t } = useLingui()
    const [Part, setPart] = useState(() => known)
    const miss = useEffectEvent(() => {
      void toast(t`That did not work`, { tone: 'error', id: 'missing-part' })
      onMissing()
    })
    useEffect(() => {
      let isGone = false
      const show = (loaded: ComponentType<Props>) => {
        known = loaded
        if (!isGone) setPart(() => loaded)
      }
      if (!known) load().then(show, () => !isGone && miss())
      return () => {
        isGone = true
      }
    }, [])
    return Part ? <Part {...(props as unknown as Props)} /> : fallback
  }
}
