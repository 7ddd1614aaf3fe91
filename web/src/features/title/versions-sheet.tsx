import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { Play } from 'lucide-react'
import { Link } from 'react-router'
import { hdrWord, resolutionWord } from '@/components/quality-words'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Sheet } from '@/components/ui/sheet'
import { paths } from '@/lib/paths'
import { useTechnicalFormat } from '@/lib/use-technical-format'
import type { TitleDetail, Version } from './types'
import { useLanguageNames } from './use-language-names'

/** All editions and qualities of a film; each can be played. */
export function VersionsSheet({ title, onClose }: { title: TitleDetail; onClose: () => void }) {
  const { t } = useLingui()
  const languages = useLanguageNames()
  const { audio_languages, subtitle_languages } = title.badges
  return (
    <Sheet open onOpenChange={(open) => !open && onClose()} title={t`Versions`}>
      <ul className="divide-y divide-ink-700">
        {title.versions.map((version) => (
          <VersionLine key={version.file_id} title_id={title.id} version={version} />
        ))}
      </ul>
      <dl className="mt-6 grid grid-cols-[auto_1fr] gap-x-5 gap-y-2 text-13">
        <dt className="text-smoke">{t`Sound`}</dt>
        <dd className="text-ash">{languages(audio_languages) || t`Not named in the file`}</dd>
        <dt className="text-smoke">{t`Subtitles`}</dt>
        <dd className="text-ash">{languages(subtitle_languages) || t`None`}</dd>
      </dl>
    </Sheet>
  )
}

function VersionLine({ title_id, version }: { title_id: string; version: Version }) {
  const { t } = useLingui()
  const format = useTechnicalFormat()
  const quality =
    version.quality ??
    resolutionWord(version.height_px) ??
    (version.height_px ? `${version.height_px}p` : null)
  const name = [version.edition, quality].filter(Boolean).join(', ') || t`The film`
  const parts =
    version.part_count > 1 ? t`${plural(version.part_count, { one: '# part', other: '# parts' })}` : null
  const length = version.duration_s === null ? null : format.duration(version.duration_s)
  const hdr = hdrWord(version.hdr_format)
  return (
    <li className="flex items-center gap-4 py-4">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2 text-15">
          {name}
          {hdr && <Badge>{hdr}</Badge>}
          {version.is_away && <Badge tone="gold">{t`Away`}</Badge>}
        </p>
        <p className="mt-0.5 text-13 text-smoke tabular">
          {[length, format.bytes(version.size_bytes), parts].filter(Boolean).join(', ')}
        </p>
      </div>
      <Button asChild size="md">
        <Link to={`${paths.play(title_id)}?file=${version.file_id}`} aria-label={t`Play ${name}`}>
          <Play aria-hidden className="fill-current" />
          {t`Play`}
        </Link>
      </Button>
    </li>
  )
}
