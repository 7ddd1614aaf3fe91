import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect } from 'react'
import { EmptyState } from '@/components/empty-state'
import { PageTitle } from '@/components/page-title'
import { Button } from '@/components/ui/button'

/** A page was asked for that is not in memory, and there is no network. Goes on by itself when it is back. */
export function OfflinePage() {
  const { t } = useLingui()
  useEffect(() => {
    const reload = () => location.reload()
    addEventListener('online', reload)
    return () => removeEventListener('online', reload)
  }, [])
  return (
    <div className="grid min-h-dvh place-items-center">
      <PageTitle>{t`No network`}</PageTitle>
      <EmptyState
        level={1}
        title={t`The house lights are up`}
        action={<Button onClick={() => location.reload()}>{t`Try again`}</Button>}
      >
        <Trans>This device has no network. The film goes on when it is back.</Trans>
      </EmptyState>
    </div>
  )
}
