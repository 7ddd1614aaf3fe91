import { Trans, useLingui } from '@lingui/react/macro'
import { ArrowLeft, Lock, LockOpen } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Link } from 'react-router'
import { CopyBlock } from '@/components/copy-block'
import { PageTitle } from '@/components/page-title'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Tabs } from '@/components/ui/tabs'
import { paths } from '@/lib/paths'
import { isSecure } from '@/lib/secure-context'
import { cleanHost, writeCaddyfile } from './caddyfile'

const DEFAULT_PORT = 8096

/** Why HTTPS, and the few lines that bring it: with a name of one's own, or only at home. */
export function HttpsPage() {
  const { t } = useLingui()
  const [where, setWhere] = useState<'public' | 'home'>('public')
  return (
    <div className="gutter pt-(--page-top)">
      <PageTitle>{t`HTTPS`}</PageTitle>
      <div className="max-w-[720px]">
        <Button asChild variant="ghost" className="-ms-5">
          <Link to={paths.settings}>
            <ArrowLeft className="rtl:-scale-x-100" />
            {t`Settings`}
          </Link>
        </Button>
        <h1 className="mt-4 serif text-40">{t`HTTPS`}</h1>
        <Status />
        <p className="mt-5 measure text-17 text-ash">
          <Trans>
            HTTPS keeps passwords and what you watch between you and the house. Browsers also ask for it
            before they install Kino as an app. Caddy stands in front of Kino, fetches the certificate and
            renews it by itself.
          </Trans>
        </p>
        <Tabs
          className="mt-10"
          aria-label={t`Where Kino is reached`}
          value={where}
          onValueChange={setWhere}
          tabs={[
            { value: 'public', label: t`With a domain of your own`, content: <Guide isLocal={false} /> },
            { value: 'home', label: t`Only at home`, content: <Guide isLocal /> },
          ]}
        />
      </div>
    </div>
  )
}

function Status() {
  const isEncrypted = location.protocol === 'https:'
  return (
    <p className="mt-6 flex items-center gap-3 rounded-panel bg-ink-900 px-5 py-4 lit">
      {isEncrypted ? (
        <Lock aria-hidden className="size-5 shrink-0 text-jade" />
      ) : (
        <LockOpen aria-hidden className="size-5 shrink-0 text-gold" />
      )}
      {isEncrypted ? (
        <Trans>This connection is encrypted. There is nothing left to do.</Trans>
      ) : isSecure() ? (
        <Trans>You are on the machine that runs Kino, which counts as safe. Other devices need HTTPS.</Trans>
      ) : (
        <Trans>This connection is not encrypted: others in the network can read along.</Trans>
      )}
    </p>
  )
}

function Guide({ isLocal }: { isLocal: boolean }) {
  const { t } = useLingui()
  const isName = /[a-z]/i.test(location.hostname) && location.hostname !== 'localhost'
  const suggestion = isName ? location.hostname : isLocal ? 'kino.home.arpa' : 'kino.example.org'
  const [host, setHost] = useState(suggestion)
  const port = location.protocol === 'http:' && location.port ? Number(location.port) : DEFAULT_PORT
  const address = `https://${cleanHost(host)}`
  return (
    <ol className="mt-8 grid grid-cols-[minmax(0,1fr)] gap-10">
      <Step number={1} title={t`The name`}>
        <Field
          label={t`What people will type`}
          hint={
            isLocal
              ? t`Let your router’s DNS point this name to the machine that runs Kino.`
              : t`Let the domain point to your house, and forward ports 80 and 443 to the machine that runs Kino.`
          }
        >
          <Input
            value={host}
            onChange={(event) => setHost(event.target.value)}
            inputMode="url"
            spellCheck={false}
            dir="ltr"
          />
        </Field>
      </Step>
      <Step number={2} title={t`Caddy`}>
        <p className="mb-3 text-15 text-ash">
          <Trans>Install Caddy on the same machine and make this its whole Caddyfile; then start it.</Trans>
        </p>
        <CopyBlock label={t`Caddyfile`} text={writeCaddyfile({ host, isLocal, port })} />
        {isLocal && (
          <p className="mt-3 text-13 text-smoke">
            <Trans>
              Each device has to trust Caddy’s own root certificate once: “caddy trust” does it on this
              machine; for others, copy root.crt from Caddy’s data folder.
            </Trans>
          </p>
        )}
      </Step>
      <Step number={3} title={t`Kino`}>
        <p className="mb-3 text-15 text-ash">
          <Trans>Tell Kino its new address, for links in invitations, and restart it.</Trans>
        </p>
        <CopyBlock label={t`Setting`} text={`KINO_PUBLIC_URL=${address}`} />
      </Step>
      <Step number={4} title={t`Try it`}>
        <Button asChild>
          <a href={address} target="_blank" rel="noreferrer" dir="ltr">
            {address}
          </a>
        </Button>
      </Step>
    </ol>
  )
}

function Step({ number, title, children }: { number: number; title: string; children: ReactNode }) {
  return (
    <li className="grid grid-cols-[minmax(0,1fr)] gap-x-6 gap-y-3 sm:grid-cols-[40px_minmax(0,1fr)]">
      <span aria-hidden className="serif text-40 leading-none text-smoke">
        {number}
      </span>
      <div>
        <h2 className="mb-4 serif text-22">{title}</h2>
        {children}
      </div>
    </li>
  )
}
