import { useLingui } from '@lingui/react/macro'
import type { components } from '@/api/schema'
import { cn } from '@/lib/cn'
import { useTechnicalFormat } from '@/lib/use-technical-format'

type LogEntry = components['schemas']['LogEntry']

const TONES: Record<string, string> = {
  debug: 'text-smoke',
  info: 'text-ash',
  warning: 'text-gold',
  error: 'text-rose',
  critical: 'text-rose',
}

/** A fact as it stands in a line: text as it is, everything else as JSON. */
export function factText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

export function LogLine({ line }: { line: LogEntry }) {
  const { t } = useLingui()
  const format = useTechnicalFormat()
  const facts = Object.entries(line.facts)
  const time = new Date(line.at).toLocaleTimeString(format.locale)
  const origin = [line.logger, line.request_id && t`request ${line.request_id}`].filter(Boolean).join(' · ')
  return (
    <li>
      <details className="group">
        <summary className="flex min-h-8 cursor-pointer list-none items-baseline gap-4 px-5 py-1 hover:bg-bone/4 focus-visible:-outline-offset-2 pointer-coarse:min-h-11">
          <time dateTime={line.at} className="shrink-0 text-smoke tabular">
            {time}
          </time>
          <span className={cn('w-14 shrink-0', TONES[line.level])}>{line.level}</span>
          <span className="min-w-0 truncate group-open:whitespace-normal">
            <span className="text-bone">{line.event}</span>
            <span className="ms-3 text-smoke group-open:hidden">
              {facts.map(([name, value]) => `${name}=${factText(value)}`).join('  ')}
            </span>
          </span>
        </summary>
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1 px-5 pt-1 pb-3 text-ash sm:ps-36">
          <dt className="text-smoke">{t`Time`}</dt>
          <dd className="tabular">{format.dateTime(line.at)}</dd>
          {origin && (
            <>
              <dt className="text-smoke">{t`From`}</dt>
              <dd className="break-all">{origin}</dd>
            </>
          )}
          {facts.map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-smoke">{name}</dt>
              <dd className="break-words whitespace-pre-wrap" dir="ltr">
                {factText(value)}
              </dd>
            </div>
          ))}
        </dl>
      </details>
    </li>
  )
}
