import { useLingui } from '@lingui/react/macro'
import { usePlayback, usePlayer } from '../player-context'
import { ChoiceList } from './choice-list'

const BEST = 'best'

/** The best picture that plays here, or a smaller one that the server makes of it for a slow line. */
export function QualitySheet() {
  const { t } = useLingui()
  const { engine, ui } = usePlayer()
  const qualities = usePlayback((state) => state.plan?.qualities_px) ?? []
  const height_px = usePlayback((state) => state.plan?.converted_to_px) ?? null
  const wanted = usePlayback((state) => state.max_height_px)
  const best =
    height_px !== null && wanted === null ? t`${height_px} lines, converted` : t`As it is in the file`
  return (
    <ChoiceList
      aria-label={t`Quality`}
      choices={[
        { id: BEST, label: t`Best`, note: wanted === null ? best : null, isChosen: wanted === null },
        ...qualities.map((lines) => ({
          id: String(lines),
          label: `${lines}p`,
          note: t`For slower lines`,
          isChosen: lines === wanted,
        })),
      ]}
      onChoose={(id) => {
        ui.set({ sheet: null })
        const lines = id === BEST ? null : Number(id)
        if (lines !== wanted) engine.chooseQuality(lines)
      }}
    />
  )
}
