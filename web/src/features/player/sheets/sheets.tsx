import { useLingui } from '@lingui/react/macro'
import { type ComponentType, useEffect } from 'react'
import { Sheet } from '@/components/ui/sheet'
import { nameKey } from '@/lib/keyboard'
import { useSheetArrows } from '../input/use-sheet-arrows'
import { usePlayer } from '../player-context'
import type { SheetName } from '../ui-store'
import { AudioSheet } from './audio-sheet'
import { ChaptersSheet } from './chapters-sheet'
import { EpisodesSheet } from './episodes-sheet'
import { KeysSheet } from './keys-sheet'
import { QualitySheet } from './quality-sheet'
import { SegmentsSheet } from './segments-sheet'
import { SpeedSheet } from './speed-sheet'
import { StatsSheet } from './stats-sheet'
import { SubtitlesSheet } from './subtitles-sheet'
import { VersionsSheet } from './versions-sheet'

const CONTENT: Record<SheetName, ComponentType> = {
  audio: AudioSheet,
  chapters: ChaptersSheet,
  episodes: EpisodesSheet,
  keys: KeysSheet,
  quality: QualitySheet,
  segments: SegmentsSheet,
  speed: SpeedSheet,
  stats: StatsSheet,
  subtitles: SubtitlesSheet,
  versions: VersionsSheet,
}

/** The open menu: a panel at the edge, so that the picture's centre stays free. One at a time. */
export function Sheets({ name }: { name: SheetName }) {
  const { t } = useLingui()
  const { ui } = usePlayer()
  const Content = CONTENT[name]
  const titles: Record<SheetName, string> = {
    audio: t`Sound tracks`,
    chapters: t`Chapters`,
    episodes: t`Episodes`,
    keys: t`Keys`,
    quality: t`Quality`,
    segments: t`What can be skipped`,
    speed: t`Speed`,
    stats: t`What plays, and why so`,
    subtitles: t`Subtitles`,
    versions: t`Versions`,
  }
  useSheetArrows()
  useEffect(() => {
    // The remote's Back closes it too; the sheet itself knows Escape only.
    const onKey = (event: KeyboardEvent) => {
      if (nameKey(event) !== 'Back') return
      event.preventDefault()
      ui.set({ sheet: null })
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [ui])
  return (
    <Sheet
      open
      onOpenChange={(isOpen) => !isOpen && ui.set({ sheet: null })}
      title={titles[name]}
      hasVeil={false}
    >
      <Content />
    </Sheet>
  )
}
