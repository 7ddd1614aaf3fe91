import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from 'react-router'
import { paths } from '@/lib/paths'
import { JobLine } from '../jobs/job-line'
import { Panel } from '../parts/panel'
import type { Job } from '../queries'

const SHOWN = 6

export function RunningJobs({ jobs }: { jobs: readonly Job[] }) {
  const { t } = useLingui()
  return (
    <Panel
      title={t`Running`}
      action={
        <Link to={paths.adminPage('jobs')} className="text-ember-hi underline-offset-4 hover:underline">
          <Trans>All jobs</Trans>
        </Link>
      }
    >
      {jobs.length === 0 ? (
        <p className="text-smoke">
          <Trans>Nothing is running.</Trans>
        </p>
      ) : (
        <ul className="-my-2.5 divide-y divide-ink-700">
          {jobs.slice(0, SHOWN).map((job) => (
            <JobLine key={job.id} job={job} />
          ))}
        </ul>
      )}
    </Panel>
  )
}
