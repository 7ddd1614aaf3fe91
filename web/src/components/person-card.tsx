import { useLingui } from '@lingui/react/macro'
import { Link } from 'react-router'
import type { ImageRef } from '@/api/types'
import { paths } from '@/lib/paths'
import { Poster } from './poster'
import type { RowCell } from './row'

export const PERSON_CAPTION_PX = 52

export interface PersonCardProps extends RowCell {
  person: { id: string; name: string; portrait: ImageRef | null }
  /** The character, or what they did. */
  note?: string | null | undefined
}

/** A face, or its initials on drawn paper, and a name. */
export function PersonCard({ person, note, width_px, height_px, tabIndex, ref }: PersonCardProps) {
  return (
    <div style={{ width: width_px }}>
      <Link
        ref={ref}
        to={paths.person(person.id)}
        tabIndex={tabIndex}
        data-roving
        draggable={false}
        className="card-art"
        style={{ height: height_px }}
      >
        <span className="sr-only">{[person.name, note].filter(Boolean).join(', ')}</span>
        <Poster image={person.portrait} kind="portrait" title={person.name} sizes={width_px} isLazy />
        {!person.portrait && <Initials name={person.name} />}
      </Link>
      <div aria-hidden className="pt-2.5 text-13">
        <div className="truncate text-bone">{person.name}</div>
        {note && <div className="truncate text-smoke">{note}</div>}
      </div>
    </div>
  )
}

/** Stands over the drawn paper where there is no portrait. */
export function Initials({ name, className = 'text-40' }: { name: string; className?: string }) {
  const words = name.split(/\s+/).filter(Boolean)
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(
    (word) => [...(word ?? '')][0] ?? '',
  )
  return (
    <span
      aria-hidden
      className={`serif absolute inset-0 z-1 grid place-items-center bg-ink-950/25 text-bone ${className}`}
    >
      {letters.join('')}
    </span>
  )
}

/** What someone did, in the language on screen; a job nobody foresaw keeps its own word. */
export function useJobNames() {
  const { t } = useLingui()
  const names: Record<string, string> = {
    actor: t`Actor`,
    director: t`Director`,
    writer: t`Writer`,
    producer: t`Producer`,
    composer: t`Composer`,
    cinematographer: t`Cinematographer`,
    editor: t`Editor`,
    creator: t`Creator`,
  }
  return (job: string): string => names[job] ?? job.charAt(0).toLocaleUpperCase() + job.slice(1)
}
