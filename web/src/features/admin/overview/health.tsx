import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react'
import { cn } from '@/lib/cn'
import { useTechnicalFormat } from '@/lib/use-technical-format'
import type { Overview } from '../queries'

type Note = Overview['health'][number]

const LOOKS = {
  ok: { icon: CircleCheck, tone: 'text-jade' },
  warning: { icon: TriangleAlert, tone: 'text-gold' },
  error: { icon: CircleAlert, tone: 'text-rose' },
}

/** The state of the house in sentences, and what it runs on. */
export function Health({ overview, className }: { overview: Overview; className?: string }) {
  const { t } = useLingui()
  const format = useTechnicalFormat()
  const sentence = useHealthSentence()
  return (
    <section aria-label={t`Health`} className={cn('min-w-0 rounded-panel bg-ink-900 p-5', className)}>
      <ul className="grid gap-3">
        {overview.health.map((note) => {
          const { icon: Icon, tone } = LOOKS[note.level]
          return (
            <li key={sentence(note)} className="flex items-start gap-3 text-15">
              <Icon aria-hidden className={cn('mt-0.5 size-5 shrink-0', tone)} />
              {sentence(note)}
            </li>
          )
        })}
      </ul>
      <p className="mt-4 flex flex-wrap gap-x-5 gap-y-1 text-smoke tabular">
        <span>Kino {overview.version}</span>
        <span>
          <Trans>up for {format.duration(overview.uptime_s)}</Trans>
        </span>
        <span>{overview.database === 'sqlite' ? 'SQLite' : 'PostgreSQL'}</span>
        {overview.memory_bytes > 0 && (
          <span>
            <Trans>{format.bytes(overview.memory_bytes)} of memory</Trans>
          </span>
        )}
      </p>
    </section>
  )
}

/** What a worker process may do that it should not, by the wall that is missing around it. */
function useWallWords(): (wall: string) => string {
  const { t } = useLingui()
  return (wall) =>
    ({
      network: t`they can reach the network`,
      core_files: t`a crash can leave their memory on the disk`,
      open_files: t`the number of files they open is not limited`,
      file_size: t`they can write files`,
      cpu_time: t`their computing time is not limited`,
      memory: t`their memory is not limited`,
      no_new_privileges: t`they can gain rights from other programs`,
    })[wall] ?? wall
}

/** Known notes in the reader's language; others in the server's words. */
function useHealthSentence(): (note: Note) => string {
  const { t } = useLingui()
  const words = useWallWords()
  return ({ code, facts, sentence }) => {
    const path = String(facts['path'] ?? '')
    const count = Number(facts['count'] ?? 0)
    switch (code) {
      case 'all_well':
        return t`Everything is running as it should.`
      case 'folder_away':
        return t`The folder ${path} cannot be read; its titles wait for it.`
      case 'low_space':
        return t`The disk of ${path} is almost full.`
      case 'failed_jobs':
        return t`${plural(count, { one: '# job has failed.', other: '# jobs have failed.' })}`
      case 'sandbox_incomplete': {
        const missing = Array.isArray(facts['missing']) ? facts['missing'].map(String) : []
        const walls = missing.map(words).join(', ')
        return t`The processes that open your files are less confined than intended: ${walls}.`
      }
      default:
        return sentence
    }
  }
}
