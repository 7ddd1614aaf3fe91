import { useLingui } from '@lingui/react/macro'
import { useEffect, useEffectEvent } from 'react'
import { toast } from '@/components/ui/toaster'
import { isSecure } from '@/lib/secure-context'

/** Registers the service worker where one is possible, and offers a new version instead of forcing it mid-film. */
export function UpdatePrompt() {
  const { t } = useLingui()
  const offer = useEffectEvent((update: () => void) => {
    const action = { label: t`Update`, onAction: update }
    void toast(t`A new version of Kino is ready`, { id: 'update', duration_ms: Infinity, action })
  })
  useEffect(() => {
    if (!import.meta.env.PROD || !isSecure() || !('serviceWorker' in navigator)) return
    const register = async () => {
      const { registerSW } = await import('virtual:pwa-register')
      const update = registerSW({ onNeedRefresh: () => offer(() => void update(true)) })
    }
    // After the first screen: the worker's downloads must not compete with it.
    const timer = setTimeout(() => void register(), 4000)
    return () => clearTimeout(timer)
  }, [])
  return null
}
