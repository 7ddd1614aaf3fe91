import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { $api, api } from '@/api/client'
import { Button } from '@/components/ui/button'
import { Progress } from '@/components/ui/progress'
import { useFailToast } from '@/components/use-fail-toast'
import { useTechnicalFormat } from '@/lib/use-technical-format'

const POLL_MS = 5000

/** How many films of the demo are here, and which are on the way. */
export function DemoFilms() {
  const { t } = useLingui()
  const format = useTechnicalFormat()
  const refuse = useFailToast()
  const { data: demo, refetch } = useQuery({
    ...$api.queryOptions('get', '/api/admin/demo'),
    refetchInterval: POLL_MS,
  })
  if (!demo?.is_present) return null
  const real = demo.films.filter((film) => film.state === 'real').length
  const fetching = demo.films.filter((film) => film.state === 'fetching')
  const missing = demo.films.length - real - fetching.length
  const fetchNow = async () => {
    await api.POST('/api/admin/demo/fetch')
    await refetch()
  }
  return (
    <div className="grid gap-3 rounded-control bg-ink-850 px-4 py-3">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <p className="text-ash tabular">
          <span className="text-bone">
            <Trans>
              {format.count(real)} of {format.count(demo.films.length)} films are here
            </Trans>
          </span>
          {missing > 0 && (
            <span className="ms-3">
              {demo.is_offline
                ? t`The archive is out of reach; short stand-ins play in their place.`
                : t`${plural(missing, { one: '# is still to come', other: '# are still to come' })}`}
            </span>
          )}
        </p>
        {missing > 0 && fetching.length === 0 && (
          <Button size="sm" onClick={() => void fetchNow().catch(refuse(t`The films cannot be fetched`))}>
            <Download aria-hidden />
            {t`Fetch them now`}
          </Button>
        )}
      </div>
      {fetching.map((film) => (
        <div key={film.slug} className="grid gap-1.5">
          <p className="flex justify-between gap-4 text-ash tabular">
            <span className="truncate">{film.title}</span>
            {film.total_bytes !== null && (
              <span className="whitespace-nowrap text-smoke">
                <Trans>
                  {format.bytes(film.done_bytes ?? 0)} of {format.bytes(film.total_bytes)}
                </Trans>
              </span>
            )}
          </p>
          <Progress
            aria-label={film.title}
            value={film.total_bytes ? (film.done_bytes ?? 0) / film.total_bytes : null}
            isThin
          />
        </div>
      ))}
    </div>
  )
}
