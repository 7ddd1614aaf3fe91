import { Trans } from '@lingui/react/macro'
import { Lock } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { paths } from '@/lib/paths'
import { isSecure } from '@/lib/secure-context'

export interface NeedsHttpsProps {
  /** What is hidden: "Passkeys", "Installing Kino as an app". */
  what: string
  children: ReactNode
}

/** Shows its children where the page is secure; elsewhere one sentence and the way to HTTPS. */
export function NeedsHttps({ what, children }: NeedsHttpsProps) {
  if (isSecure()) return children
  return (
    <p className="flex items-start gap-2.5 text-13 text-smoke">
      <Lock aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span>
        <Trans>{what} needs HTTPS.</Trans>{' '}
        <Link to={paths.https} className="text-ember-hi underline underline-offset-4">
          <Trans>How to set it up</Trans>
        </Link>
      </span>
    </p>
  )
}
