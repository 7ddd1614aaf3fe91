import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { ErrorState } from '@/components/error-state'
import { PageTitle } from '@/components/page-title'
import { Stage } from '@/components/stage'
import { Button } from '@/components/ui/button'
import { paths } from '@/lib/paths'
import { houseQuery } from '@/api/session'
import { beginningQuery } from './queries'
import { Wizard } from './wizard'

/** /setup/<token>, from the link that Kino prints at its first start. It works once. */
export function FirstRunPage() {
  const { t } = useLingui()
  const { token = '' } = useParams()
  const { data: beginning, error, refetch } = useQuery(beginningQuery(token))
  return (
    <Stage isWide>
      <PageTitle>{t`Set up`}</PageTitle>
      {error ? (
        <ErrorState level={1} error={error} onRetry={() => void refetch()} />
      ) : beginning?.at === 'closed' ? (
        <Closed />
      ) : beginning ? (
        <Wizard token={token} beginning={beginning} />
      ) : null}
    </Stage>
  )
}

function Closed() {
  const { t } = useLingui()
  const { data: house } = useQuery(houseQuery())
  if (!house) return null
  return (
    <div className="max-w-[480px]">
      <h1 className="serif text-40">
        {house.is_set_up ? t`This house is already set up` : t`This link does not open the door`}
      </h1>
      <p className="mt-4 measure text-17 text-ash">
        {house.is_set_up ? (
          <Trans>
            The set-up link works once and was used. Members sign in; admins find everything under Admin.
          </Trans>
        ) : (
          <Trans>
            A newer one has replaced it. Kino prints the right link each time it starts, until it is set up.
          </Trans>
        )}
      </p>
      {house.is_set_up && (
        <Button asChild variant="primary" className="mt-8">
          <Link to={paths.home}>{t`Go to ${house.name}`}</Link>
        </Button>
      )}
    </div>
  )
}
