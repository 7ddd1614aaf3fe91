import { useLingui } from '@lingui/react/macro'
import { isRouteErrorResponse, Link, useRevalidator, useRouteError } from 'react-router'
import { ApiError } from '@/api/errors'
import { ErrorState } from '@/components/error-state'
import { PageTitle } from '@/components/page-title'
import { Button } from '@/components/ui/button'
import { paths } from '@/lib/paths'
import { useOnline } from '@/lib/use-online'
import { NotFoundPage } from './not-found-page'
import { OfflinePage } from './offline-page'

/** The last net under every route. */
export function RouteError() {
  const { t } = useLingui()
  const error = useRouteError()
  const revalidator = useRevalidator()
  const isOnline = useOnline()
  const status = error instanceof ApiError || isRouteErrorResponse(error) ? error.status : undefined
  if (status === 404)
    return <NotFoundPage {...(error instanceof ApiError ? { detail: error.message } : {})} />
  if (!isOnline) return <OfflinePage />
  // After an update of Kino old chunks are gone: a fresh page brings the new ones.
  const isOldChunk =
    error instanceof TypeError && /dynamically imported module|module script/i.test(error.message)
  const retry = () => (isOldChunk ? location.reload() : void revalidator.revalidate())
  return (
    <div className="grid min-h-dvh place-items-center">
      <PageTitle>{t`That did not work`}</PageTitle>
      <ErrorState
        level={1}
        error={error}
        onRetry={retry}
        isRetrying={revalidator.state === 'loading'}
        {...(isOldChunk ? { title: t`Kino was updated` } : {})}
        action={
          <Button asChild variant="ghost">
            <Link to={paths.home}>{t`Home`}</Link>
          </Button>
        }
      />
    </div>
  )
}

/** The same where no shell stands around it: the page then needs its own main landmark. */
export function RootError() {
  return (
    <main id="main">
      <RouteError />
    </main>
  )
}
