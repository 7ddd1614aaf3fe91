import { useLingui } from '@lingui/react/macro'
import {
  AudioLines,
  BookOpen,
  Captions,
  CaptionsOff,
  Gauge,
  Layers,
  ListVideo,
  Lock,
  Maximize,
  Minimize,
  MonitorCog,
  Pause,
  PictureInPicture2,
  Play,
  RotateCcw,
  SkipBack,
  SkipForward,
} from 'lucide-react'
import { IconButton } from '@/components/ui/icon-button'
import { useCoarsePointer } from '@/lib/use-media-query'
import { ControlButton } from './control-button'
import { fullscreen } from './device/fullscreen'
import { pictureInPicture } from './device/picture-in-picture'
import { usePlayback, usePlayer, useUi } from './player-context'
import { Scrubber } from './scrubber'
import { SkipIcon } from './skip-icon'
import { TimeLabel } from './time-label'
import { VolumeControl } from './volume-control'

/** The timeline and one row of controls. With a finger the transport stands in the middle of the picture instead. */
export function BottomBar() {
  const isCoarse = useCoarsePointer()
  return (
    <div className="player-bottom">
      <Scrubber />
      {/* Time runs from left to right in every script. A narrow window takes two rows: no button may lie outside. */}
      <div dir="ltr" className="mt-1 flex flex-wrap items-center gap-1">
        {!isCoarse && <Transport />}
        <TimeLabel />
        <div className="ms-auto flex items-center">
          <Menus />
          <ScreenButtons />
        </div>
      </div>
    </div>
  )
}

function Transport() {
  const { t } = useLingui()
  const { commands } = usePlayer()
  const isPaused = usePlayback((state) => state.isPaused)
  const hasEnded = usePlayback((state) => state.hasEnded)
  const next = usePlayback((state) => state.plan?.next ?? null)
  const previous = usePlayback((state) => state.plan?.previous ?? null)
  const label = hasEnded ? t`Play again` : isPaused ? t`Play` : t`Pause`
  return (
    <div className="flex items-center">
      {previous && (
        <ControlButton label={t`Previous episode`} shortcut="Shift+P" onClick={() => commands.previous()}>
          <SkipBack className="fill-current" />
        </ControlButton>
      )}
      <ControlButton data-play label={label} shortcut="K" onClick={() => commands.toggle()}>
        {hasEnded ? (
          <RotateCcw />
        ) : isPaused ? (
          <Play className="fill-current" />
        ) : (
          <Pause className="fill-current" strokeWidth={1} />
        )}
      </ControlButton>
      <ControlButton label={t`Back 10 seconds`} shortcut="J" onClick={() => commands.seekBy(-10)}>
        <SkipIcon isBack />
      </ControlButton>
      <ControlButton label={t`Forward 10 seconds`} shortcut="L" onClick={() => commands.seekBy(10)}>
        <SkipIcon />
      </ControlButton>
      {next && (
        <ControlButton label={t`Next episode`} shortcut="N" onClick={() => commands.next()}>
          <SkipForward className="fill-current" />
        </ControlButton>
      )}
      <VolumeControl />
    </div>
  )
}

/** Each opens its sheet; what the film does not have has no button. */
function Menus() {
  const { t } = useLingui()
  const { commands } = usePlayer()
  const plan = usePlayback((state) => state.plan)
  const rate = usePlayback((state) => state.rate)
  const areSubtitlesOn = usePlayback((state) => state.subtitle_id !== null)
  const open = useUi((state) => state.sheet)
  if (!plan) return null
  const menus = [
    { name: 'audio', label: t`Sound tracks`, shortcut: 'A', icon: <AudioLines /> },
    {
      name: 'subtitles',
      label: t`Subtitles`,
      shortcut: 'C',
      icon: areSubtitlesOn ? <Captions /> : <CaptionsOff />,
    },
    { name: 'chapters', label: t`Chapters`, icon: <BookOpen /> },
    { name: 'versions', label: t`Versions`, icon: <Layers /> },
    { name: 'quality', label: t`Quality`, icon: <MonitorCog /> },
    {
      name: 'speed',
      label: t`Speed`,
      icon: rate === 1 ? <Gauge /> : <span className="text-13">{rate}×</span>,
    },
    { name: 'episodes', label: t`Episodes`, shortcut: 'E', icon: <ListVideo /> },
  ] as const
  return menus
    .filter(({ name }) => commands.hasSheet(name))
    .map(({ name, label, icon, ...rest }) => (
      <ControlButton
        key={name}
        label={label}
        {...('shortcut' in rest ? { shortcut: rest.shortcut } : {})}
        aria-haspopup="dialog"
        aria-expanded={open === name}
        onClick={() => commands.toggleSheet(name)}
      >
        {icon}
      </ControlButton>
    ))
}

function ScreenButtons() {
  const { t } = useLingui()
  const { engine, ui, commands } = usePlayer()
  const isFullscreen = useUi((state) => state.isFullscreen)
  const isCoarse = useCoarsePointer()
  return (
    <>
      {isCoarse && (
        <IconButton label={t`Lock the screen`} variant="bright" onClick={() => ui.set({ isLocked: true })}>
          <Lock />
        </IconButton>
      )}
      {!isCoarse && pictureInPicture.isAvailable() && (
        <ControlButton
          label={t`Picture in picture`}
          shortcut="P"
          onClick={() => commands.togglePictureInPicture()}
        >
          <PictureInPicture2 />
        </ControlButton>
      )}
      {fullscreen.isAvailable(engine.element) && (
        <ControlButton
          label={isFullscreen ? t`Leave full screen` : t`Full screen`}
          shortcut="F"
          onClick={() => commands.toggleFullscreen()}
        >
          {isFullscreen ? <Minimize /> : <Maximize />}
        </ControlButton>
      )}
    </>
  )
}
