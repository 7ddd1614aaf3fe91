import { useLingui } from '@lingui/react/macro'
import { useFormat } from '@/lib/use-format'
import { usePlayback, useUi } from './player-context'

/** "12:31 / 1:02:10, ends 22:47". Renders once a second. */
export function TimeLabel() {
  const { t } = useLingui()
  const format = useFormat()
  const played_s = usePlayback((state) => Math.floor(state.position_s))
  const preview_s = useUi((state) => (state.preview_s === null ? null : Math.floor(state.preview_s)))
  const duration_s = usePlayback((state) => state.duration_s)
  const rate = usePlayback((state) => state.rate)
  if (duration_s === null) return null
  const at_s = preview_s ?? played_s
  const end = format.endTime((duration_s - at_s) / rate)
  return (
    <p className="flex items-baseline gap-3 ps-2 text-13 whitespace-nowrap text-ash tabular sm:text-15">
      <span>
        <span className="text-bone">{format.clock(at_s)}</span>
        <span className="mx-1 text-smoke">/</span>
        {format.clock(duration_s)}
      </span>
      <span className="text-smoke max-sm:hidden">{t`ends ${end}`}</span>
    </p>
  )
}
