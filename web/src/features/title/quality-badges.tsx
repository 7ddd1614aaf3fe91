import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { lazyPart } from '@/components/lazy-part'
import { channelsWord, hdrWord, resolutionWord } from '@/components/quality-words'
import { Badge } from '@/components/ui/badge'
import type { TitleDetail } from './types'

const VersionsSheet = lazyPart(() => import('./versions-sheet').then((module) => module.VersionsSheet))

/** What the best version offers, and the door to all versions. */
export function QualityBadges({ title }: { title: TitleDetail }) {
  const { t } = useLingui()
  const [isOpen, setOpen] = useState(false)
  const close = () => setOpen(false)
  const { badges, versions } = title
  const subtitles = badges.subtitle_languages.map((language) => language.slice(0, 2).toUpperCase())
  const words = [
    resolutionWord(badges.height_px),
    hdrWord(badges.hdr_format),
    channelsWord(badges.audio_channels),
    subtitles.length > 0 ? `CC ${subtitles.slice(0, 3).join(' ')}${subtitles.length > 3 ? ' …' : ''}` : null,
    versions.length > 1 ? t`${plural(versions.length, { one: '# version', other: '# versions' })}` : null,
  ].filter((word) => word !== null)
  if (title.kind === 'series')
    return words.map((word) => (
      <Badge key={word} tone="plain">
        {word}
      </Badge>
    ))
  if (versions.length === 0) return null
  const lines = badges.height_px
  const shown = words.length > 0 ? words : [lines ? `${lines}p` : t`File`]
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
        className="group flex min-h-8 items-center gap-1.5 rounded-control pointer-coarse:min-h-11"
      >
        <span className="sr-only">{t`Versions and quality`}</span>
        {shown.map((word) => (
          <Badge
            key={word}
            tone="plain"
            className="transition-colors group-hover:text-bone group-hover:ring-ash"
          >
            {word}
          </Badge>
        ))}
      </button>
      {isOpen && <VersionsSheet title={title} onClose={close} onMissing={close} />}
    </>
  )
}
