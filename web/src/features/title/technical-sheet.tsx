import { useLingui } from '@lingui/react/macro'
import { Sheet } from '@/components/ui/sheet'
import { useTechnicalFormat } from '@/lib/use-technical-format'
import type { TechnicalFile, TitleDetail } from './types'

interface Stream {
  codec?: string
  codec_string?: string
  display_width_px?: number
  display_height_px?: number
  frame_rate_fps?: number
  dynamic_range?: string
  bit_depth?: number | null
  channel_layout?: string
  channels?: number
  language?: string | null
  title?: string | null
}

/** For admins: the files behind a title, with what was found in them. */
export function TechnicalSheet({ title, onClose }: { title: TitleDetail; onClose: () => void }) {
  const { t } = useLingui()
  return (
    <Sheet open onOpenChange={(open) => !open && onClose()} title={t`Technical`}>
      <ul className="flex flex-col gap-8">
        {title.files.map((file) => (
          <FileEntry key={file.file_id} file={file} />
        ))}
      </ul>
    </Sheet>
  )
}

function FileEntry({ file }: { file: TechnicalFile }) {
  const { t } = useLingui()
  const format = useTechnicalFormat()
  const info = file.media_info as Record<string, Stream[]> | null
  const size = [
    file.container,
    format.bytes(file.size_bytes),
    file.duration_s !== null && format.duration(file.duration_s),
    file.bitrate_bps !== null && format.bitrate(file.bitrate_bps),
  ]
  const lines: [string, string][] = [
    [t`File`, size.filter(Boolean).join(', ')],
    ...streamsOf(info, 'video').map((one): [string, string] => [t`Picture`, pictureWords(one)]),
    ...streamsOf(info, 'audio').map((one): [string, string] => [t`Sound`, soundWords(one)]),
    ...streamsOf(info, 'subtitles').map((one): [string, string] => [t`Subtitles`, soundWords(one)]),
    [t`Added`, format.dateTime(file.added_at)],
  ]
  if (file.probed_at) lines.push([t`Looked into`, format.dateTime(file.probed_at)])
  return (
    <li>
      <p className="font-medium wrap-anywhere text-15">{file.path}</p>
      {file.is_away && <p className="mt-1 text-13 text-gold">{t`Its disk is not connected.`}</p>}
      {file.state === 'unreadable' && <p className="mt-1 text-13 text-rose">{t`Could not be read.`}</p>}
      <dl className="mt-3 grid grid-cols-[auto_1fr] gap-x-5 gap-y-1.5 text-13 tabular">
        {lines.map(([label, words]) => (
          <div key={`${label} ${words}`} className="contents">
            <dt className="text-smoke">{label}</dt>
            <dd className="text-ash wrap-anywhere">{words}</dd>
          </div>
        ))}
      </dl>
    </li>
  )
}

function streamsOf(info: Record<string, Stream[]> | null, kind: string): Stream[] {
  const streams = info?.[kind]
  return Array.isArray(streams) ? streams : []
}

function pictureWords(one: Stream): string {
  const size = one.display_width_px && `${one.display_width_px} × ${one.display_height_px}`
  const rate = one.frame_rate_fps && `${Math.round(one.frame_rate_fps * 1000) / 1000} fps`
  const range = one.dynamic_range === 'sdr' ? null : one.dynamic_range
  return [one.codec_string ?? one.codec, size, rate, one.bit_depth && `${one.bit_depth} bit`, range]
    .filter(Boolean)
    .join(', ')
}

function soundWords(one: Stream): string {
  return [one.language, one.codec, one.channel_layout, one.title].filter(Boolean).join(', ')
}
