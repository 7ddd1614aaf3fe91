import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { api } from '@/api/client'
import { Button } from '@/components/ui/button'
import { useFailToast } from '@/components/use-fail-toast'
import { useFormat } from '@/lib/use-format'
import { usePlayback, usePlayer } from '../player-context'
import { SEGMENT_KINDS, type SegmentKind, type SegmentMark, withEdge } from '../segments'

/** An admin says where the parts lie that may be skipped: at the second where the film stands. */
export function SegmentsSheet() {
  const { t } = useLingui()
  const format = useFormat()
  const fail = useFailToast()
  const { engine } = usePlayer()
  const plan = usePlayback((state) => state.plan)
  const at_s = usePlayback((state) => state.position_s)
  const duration_s = usePlayback((state) => state.duration_s)
  const [busy, setBusy] = useState<SegmentKind | null>(null)
  if (!plan) return null
  const names: Record<SegmentKind, string> = {
    recap: t`Recap`,
    intro: t`Intro`,
    credits: t`Credits`,
    preview: t`Preview`,
  }
  const keep = async (kind: SegmentKind, body: SegmentMark | null) => {
    const path = { item_id: plan.item_id, file_id: plan.file_id, kind }
    const place = '/api/admin/films/{item_id}/files/{file_id}/segments/{kind}' as const
    setBusy(kind)
    try {
      const { data } = body
        ? await api.PUT(place, { params: { path }, body })
        : await api.DELETE(place, { params: { path } })
      const now = engine.store.get().plan
      if (data && now?.file_id === plan.file_id) engine.store.set({ plan: { ...now, ...data } })
    } catch (cause) {
      fail()(cause)
    } finally {
      setBusy(null)
    }
  }
  return (
    <>
      <p className="text-13 text-pretty text-ash">
        {t`Let the film stand where a part begins or ends, then say so here. It counts for everybody, and before what the film's chapters say.`}
      </p>
      <p className="mt-3 text-15 text-bone tabular">{t`The film stands at ${format.clock(at_s)}.`}</p>
      {SEGMENT_KINDS.map((kind) => {
        const known = plan.segments.find((one) => one.kind === kind)
        const isDenied = plan.denied_segments.includes(kind)
        const move = (edge: 'start' | 'end') =>
          keep(kind, withEdge(kind, known, edge, at_s, duration_s ?? at_s))
        return (
          <section key={kind} aria-label={names[kind]} className="mt-6 border-t hairline pt-5">
            <h3 className="text-15 font-medium text-bone">{names[kind]}</h3>
            <p className="mt-1 text-13 text-smoke tabular">
              {!known && (isDenied ? t`No such part, set by hand` : t`No such part`)}
              {known && `${format.clock(known.start_s)} – ${format.clock(known.end_s)}, `}
              {known && (known.is_marked ? t`set by hand` : t`from the chapters`)}
            </p>
            <div className="mt-3 flex flex-wrap gap-2">
              <Button size="sm" isBusy={busy !== null} onClick={() => void move('start')}>
                {t`Begins here`}
              </Button>
              <Button size="sm" isBusy={busy !== null} disabled={at_s === 0} onClick={() => void move('end')}>
                {t`Ends here`}
              </Button>
              {known && (
                <Button
                  size="sm"
                  variant="ghost"
                  isBusy={busy !== null}
                  onClick={() => void keep(kind, { start_s: null, end_s: null })}
                >
                  {t`There is none`}
                </Button>
              )}
              {(known?.is_marked || isDenied) && (
                <Button
                  size="sm"
                  variant="ghost"
                  isBusy={busy !== null}
                  onClick={() => void keep(kind, null)}
                >
                  {t`As the chapters say`}
                </Button>
              )}
            </div>
          </section>
        )
      })}
    </>
  )
}
