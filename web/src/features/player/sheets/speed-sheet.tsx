import { useLingui } from '@lingui/react/macro'
import { RATES } from '../commands'
import { usePlayback, usePlayer } from '../player-context'
import { ChoiceList } from './choice-list'

/** Slower or faster; voices keep their pitch. */
export function SpeedSheet() {
  const { t } = useLingui()
  const { ui, commands } = usePlayer()
  const rate = usePlayback((state) => state.rate)
  return (
    <ChoiceList
      aria-label={t`Speed`}
      choices={RATES.map((one) => ({
        id: String(one),
        label: one === 1 ? t`As filmed` : `${one}×`,
        isChosen: one === rate,
      }))}
      onChoose={(id) => {
        commands.setRate(Number(id))
        ui.set({ sheet: null })
      }}
    />
  )
}
