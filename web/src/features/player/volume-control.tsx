import { useLingui } from '@lingui/react/macro'
import { Volume, Volume1, Volume2, VolumeX } from 'lucide-react'
import type { CSSProperties } from 'react'
import { useFormat } from '@/lib/use-format'
import { ControlButton } from './control-button'
import { usePlayback, usePlayer } from './player-context'

/** The speaker, and a slider that unfolds beside it. */
export function VolumeControl() {
  const { t } = useLingui()
  const format = useFormat()
  const { engine, commands } = usePlayer()
  const volume = usePlayback((state) => state.volume)
  const isMuted = usePlayback((state) => state.isMuted)
  const loudness = isMuted ? 0 : volume
  const Icon = loudness === 0 ? VolumeX : loudness < 0.34 ? Volume : loudness < 0.67 ? Volume1 : Volume2
  return (
    <div className="player-volume">
      <ControlButton
        label={isMuted ? t`Sound on` : t`Sound off`}
        shortcut="M"
        onClick={() => commands.toggleMuted()}
      >
        <Icon />
      </ControlButton>
      <input
        type="range"
        min={0}
        max={1}
        step={0.05}
        value={loudness}
        aria-label={t`Volume`}
        aria-valuetext={format.share(loudness)}
        style={{ '--volume': loudness } as CSSProperties}
        onChange={(event) => engine.tuning.setVolume(event.target.valueAsNumber)}
      />
    </div>
  )
}
