import { useLingui } from '@lingui/react/macro'
import { WifiOff } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { StreamState } from '@/api/events'
import { useOnline } from '@/lib/use-online'

/** A restart of the server or a change of Wi-Fi heals within this time and needs no words. */
const PATIENCE_MS = 4000

/** A quiet line at the lower edge while the device or Kino is away. What is on screen stays usable. */
export function OfflineBanner({ stream }: { stream: StreamState }) {
  const { t } = useLingui()
  const isOnline = useOnline()
  const [isLong, setLong] = useState(false)
  const isLost = stream === 'lost'
  useEffect(() => {
    if (!isLost) return
    const timer = setTimeout(() => setLong(true), PATIENCE_MS)
    return () => {
      clearTimeout(timer)
      setLong(false)
    }
  }, [isLost])
  const text = !isOnline
    ? t`No network on this device`
    : isLost && isLong
      ? t`Kino does not answer, trying again`
      : null
  return (
    <div
      role="status"
      className="pointer-events-none fixed inset-x-0 bottom-20 z-40 grid place-items-center px-5 md:bottom-6"
    >
      {text && (
        <p className="lit flex items-center gap-3 rounded-full bg-ink-800 px-4 py-2 text-13 text-ash">
          <WifiOff aria-hidden className="size-4" />
          {text}
        </p>
      )}
    </div>
  )
}
