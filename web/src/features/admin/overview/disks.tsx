import { Trans, useLingui } from '@lingui/react/macro'
import { cn } from '@/lib/cn'
import { useTechnicalFormat } from '@/lib/use-technical-format'
import { Panel } from '../parts/panel'
import type { Overview } from '../queries'
import { splitDisk } from './split-disk'

type Disk = Overview['disks'][number]

const FILLS = ['bg-bone', 'bg-gold', 'bg-jade', 'bg-rose', 'bg-ash']

/** One honest bar for each disk: what each library takes, what others take, what is free. */
export function Disks({ disks }: { disks: readonly Disk[] }) {
  const { t } = useLingui()
  return (
    <Panel title={t`Disks`}>
      <ul className="grid grid-cols-1 gap-6">
        {disks.map((disk) => (
          <DiskBar key={disk.path} disk={disk} />
        ))}
      </ul>
    </Panel>
  )
}

function DiskBar({ disk }: { disk: Disk }) {
  const { t } = useLingui()
  const format = useTechnicalFormat()
  const { libraries, other_bytes } = splitDisk(disk)
  const parts = [
    ...libraries.map((each, index) => ({ ...each, fill: FILLS[index % FILLS.length] ?? 'bg-bone' })),
    { name: t`Everything else`, size_bytes: other_bytes, fill: 'bg-line' },
  ]
  return (
    <li>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span className="max-w-full min-w-0 truncate text-bone" dir="ltr">
          {disk.path}
        </span>
        <span className="text-smoke tabular">
          <Trans>
            {format.bytes(disk.free_bytes)} free of {format.bytes(disk.total_bytes)}
          </Trans>
        </span>
      </div>
      <div aria-hidden className="mt-2 flex h-2 gap-px overflow-hidden rounded-full bg-bone/10">
        {parts.map((part) => (
          <span
            key={part.name}
            className={cn('min-w-0.5', part.fill)}
            style={{ width: `${(part.size_bytes / disk.total_bytes) * 100}%` }}
          />
        ))}
      </div>
      <ul className="mt-2.5 flex flex-wrap gap-x-5 gap-y-1 text-ash tabular">
        {parts.map((part) => (
          <li key={part.name} className="flex items-center gap-2">
            <span aria-hidden className={cn('size-2 rounded-full', part.fill)} />
            {part.name} {format.bytes(part.size_bytes)}
          </li>
        ))}
      </ul>
    </li>
  )
}
