import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { ChevronRight } from 'lucide-react'
import { Link } from 'react-router'
import { paths } from '@/lib/paths'
import { Panel } from '../parts/panel'
import type { Overview } from '../queries'

export function NeedsMe({ needs }: { needs: Overview['needs_me'] }) {
  const { t } = useLingui()
  const { problem_count: problems, failed_job_count: failedJobs } = needs
  const things = [
    {
      count: problems,
      to: paths.adminPage('problems'),
      text: t`${plural(problems, { one: '# file needs a look', other: '# files need a look' })}`,
    },
    {
      count: failedJobs,
      to: `${paths.adminPage('jobs')}?state=failed`,
      text: t`${plural(failedJobs, { one: '# job has failed', other: '# jobs have failed' })}`,
    },
  ].filter(({ count }) => count > 0)
  return (
    <Panel title={t`Needs you`}>
      {things.length === 0 ? (
        <p className="text-smoke">
          <Trans>Nothing. Sit back.</Trans>
        </p>
      ) : (
        <ul className="-mx-2 grid">
          {things.map(({ to, text }) => (
            <li key={to}>
              <Link
                to={to}
                className="flex min-h-11 items-center justify-between gap-3 rounded-control px-2 text-15 hover:bg-bone/6"
              >
                {text}
                <ChevronRight aria-hidden className="size-4 text-smoke rtl:-scale-x-100" />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
