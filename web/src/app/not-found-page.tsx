import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from 'react-router'
import { EmptyState } from '@/components/empty-state'
import { PageTitle } from '@/components/page-title'
import { Button } from '@/components/ui/button'
import { paths } from '@/lib/paths'

export function NotFoundPage({ detail }: { detail?: string }) {
  const { t } = useLingui()
  const actions = (
    <>
      <Button asChild variant="primary">
        <Link to={paths.home}>{t`Home`}</Link>
      </Button>
      <Button asChild>
        <Link to={paths.search}>{t`Search`}</Link>
      </Button>
    </>
  )
  return (
    <div className="grid min-h-dvh place-items-center">
      <PageTitle>{t`Not found`}</PageTitle>
      <EmptyState level={1} title={t`This reel is not on the shelf`} action={actions}>
        {detail ?? <Trans>The page may have moved, or the title was taken out of the library.</Trans>}
      </EmptyState>
    </div>
  )
}
