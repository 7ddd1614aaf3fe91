import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { NeedsHttps } from '@/components/needs-https'
import { paths } from '@/lib/paths'
import { houseQuery } from '@/api/session'
import { Section } from './section'

export function AboutSection() {
  const { t } = useLingui()
  const { data: house } = useQuery(houseQuery())
  const isEncrypted = location.protocol === 'https:'
  return (
    <Section title={t`About`}>
      <dl className="grid grid-cols-[auto_1fr] gap-x-8 gap-y-3 text-15">
        <dt className="text-smoke">{t`House`}</dt>
        <dd>{house?.name}</dd>
        <dt className="text-smoke">{t`Version`}</dt>
        <dd className="tabular">{house?.version}</dd>
        <dt className="text-smoke">{t`Licence`}</dt>
        <dd>AGPL-3.0-or-later</dd>
        <dt className="text-smoke">{t`Connection`}</dt>
        <dd>
          {isEncrypted ? <Trans>Encrypted (HTTPS)</Trans> : <Trans>Not encrypted (HTTP)</Trans>}{' '}
          <Link to={paths.https} className="text-ember-hi underline underline-offset-4">
            {isEncrypted ? <Trans>Details</Trans> : <Trans>Set up HTTPS</Trans>}
          </Link>
        </dd>
      </dl>
      <NeedsHttps what={t`Installing Kino as an app`}>
        <p className="text-13 text-smoke">
          <Trans>The menu of your browser can install Kino as an app.</Trans>
        </p>
      </NeedsHttps>
    </Section>
  )
}
