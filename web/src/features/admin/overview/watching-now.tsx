import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '@/api/client'
import { Confirm } from '@/components/confirm'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Progress } from '@/components/ui/progress'
import { useFormat } from '@/lib/use-format'
import { Panel } from '../parts/panel'
import { QueryState } from '../parts/query-state'
import { playbacksQuery, type RunningPlayback } from '../queries'

export function WatchingNow() {
  const { t } = useLingui()
  const playbacks = useQuery({ ...playbacksQuery(), refetchInterval: 10_000 })
  return (
    <Panel title={t`Watching now`}>
      <QueryState query={playbacks} skeletonClass="h-[1lh]">
        {(list) =>
          list.length === 0 ? (
            <p className="text-smoke">
              <Trans>Nobody at the moment.</Trans>
            </p>
          ) : (
            <ul className="grid gap-4">
              {list.map((playback) => (
                <PlaybackLine key={playback.playback_id} playback={playback} />
              ))}
            </ul>
          )
        }
      </QueryState>
    </Panel>
  )
}

function PlaybackLine({ playback }: { playback: RunningPlayback }) {
  const { t } = useLingui()
  const format = useFormat()
  const client = useQueryClient()
  const { duration_s, position_s } = playback
  const stop = async () => {
    await api.DELETE('/api/admin/playbacks/{playback_id}', {
      params: { path: { playback_id: playback.playback_id } },
    })
    await client.invalidateQueries({ queryKey: playbacksQuery().queryKey })
  }
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1.5">
      <div className="min-w-0">
        <p className="flex items-center gap-2.5">
          <span className="truncate text-15 text-bone">{playback.title}</span>
          {playback.state === 'paused' && (
            <Badge tone="quiet">
              <Trans>Paused</Trans>
            </Badge>
          )}
        </p>
        <p className="truncate text-smoke">
          {[playback.episode, playback.profile_name, playback.device_name].filter(Boolean).join(' · ')}
        </p>
      </div>
      <Confirm
        trigger={
          <Button size="sm" aria-label={t`Stop ${playback.title} for ${playback.profile_name}`}>
            {t`Stop`}
          </Button>
        }
        title={t`Stop ${playback.title}?`}
        description={t`The film ends for ${playback.profile_name} in the middle. Where they are is kept.`}
        action={t`Stop it`}
        onConfirm={stop}
      />
      <div className="col-span-full flex items-center gap-3 text-12 text-ash tabular">
        <Progress aria-label={t`Position`} value={duration_s ? position_s / duration_s : null} isThin />
        <span className="whitespace-nowrap">
          {format.clock(position_s)}
          {duration_s !== null && ` / ${format.clock(duration_s)}`}
        </span>
      </div>
    </li>
  )
}
