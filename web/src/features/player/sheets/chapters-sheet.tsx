import { useLingui } from '@lingui/react/macro'
import { useFormat } from '@/lib/use-format'
import { chapterAt } from '../chapters'
import { usePlayback, usePlayer } from '../player-context'
import { ChoiceList } from './choice-list'

export function ChaptersSheet() {
  const { t } = useLingui()
  const format = useFormat()
  const { engine, ui } = usePlayer()
  const chapters = usePlayback((state) => state.plan?.chapters) ?? []
  const current = usePlayback((state) => chapterAt(chapters, state.position_s))
  return (
    <ChoiceList
      aria-label={t`Chapters`}
      choices={chapters.map((chapter, index) => ({
        id: String(index),
        label: chapter.title || t`Chapter ${index + 1}`,
        note: <span className="tabular">{format.clock(chapter.start_s)}</span>,
        isChosen: index === current,
      }))}
      onChoose={(id) => {
        engine.seekTo(chapters[Number(id)]?.start_s ?? 0)
        ui.set({ sheet: null })
      }}
    />
  )
}
