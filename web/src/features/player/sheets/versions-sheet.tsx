import { useLingui } from '@lingui/react/macro'
import { usePlayback, usePlayer } from '../player-context'
import { useVersionName } from '../use-version-name'
import { ChoiceList } from './choice-list'

export function VersionsSheet() {
  const { t } = useLingui()
  const { engine, ui } = usePlayer()
  const versionName = useVersionName()
  const versions = usePlayback((state) => state.plan?.versions) ?? []
  const file_id = usePlayback((state) => state.plan?.file_id)
  return (
    <ChoiceList
      aria-label={t`Versions`}
      choices={versions.map((version) => ({
        id: version.file_id,
        label: versionName(version),
        note: version.is_away ? t`Its disk is not connected` : null,
        isChosen: version.file_id === file_id,
        isDisabled: version.is_away,
      }))}
      onChoose={(id) => {
        ui.set({ sheet: null })
        if (id !== file_id) engine.switchVersion(id)
      }}
    />
  )
}
