import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { meQuery } from '@/api/session'
import { Button } from '@/components/ui/button'
import { useTechnicalFormat } from '@/lib/use-technical-format'
import { usePlayback, usePlayer } from '../player-context'
import { reasonText } from '../reason-text'
import { useChannelName } from '../use-channel-name'

const REFRESH_MS = 1000

/** What plays and why so, in numbers that move once a second. */
export function StatsSheet() {
  const { t, i18n } = useLingui()
  const format = useTechnicalFormat()
  const channelName = useChannelName()
  const { engine, ui } = usePlayer()
  const plan = usePlayback((state) => state.plan)
  const rate = usePlayback((state) => state.rate)
  const audio_index = usePlayback((state) => state.audio_index)
  const isAdmin = useQuery(meQuery()).data?.account.role === 'admin'
  const live = useLiveFacts()
  if (!plan) return null
  const size_bytes = plan.parts.reduce((sum, part) => sum + part.size_bytes, 0)
  const track = plan.audio_tracks.find((one) => one.index === audio_index)
  const bitrate_bps = plan.duration_s ? (size_bytes * 8) / plan.duration_s : null
  const rows: [name: string, value: ReactNode][] = [
    [t`Picture`, live.width_px ? `${live.width_px} × ${live.height_px}` : t`none`],
    [t`Sound`, track ? `${track.codec.toUpperCase()}, ${channelName(track.channels)}` : t`none`],
    [t`Shown frames`, format.count(live.frames)],
    [t`Dropped frames`, format.count(live.dropped)],
    [t`Buffered`, format.duration(Math.max(0, engine.buffered_end_s - engine.position_s))],
    [t`Speed`, `${rate}×`],
    [t`File`, plan.parts.map((part) => fileType(part.media_type)).join(', ')],
    [t`Size`, format.bytes(size_bytes)],
    ...(bitrate_bps ? [[t`On average`, format.bitrate(bitrate_bps)] as [string, string]] : []),
    ...(plan.parts.length > 1 ? [[t`Parts`, format.count(plan.parts.length)] as [string, string]] : []),
  ]
  const reasons = [...plan.notes, ...plan.reasons].map((reason) => reasonText(reason, i18n))
  return (
    <>
      <p className="text-15 text-pretty text-bone">
        {plan.method === 'hls'
          ? t`HLS: the film comes in pieces that your browser can play.`
          : t`Direct: the file plays unchanged, nothing is converted.`}
      </p>
      {[...new Set(reasons)].map((reason) => (
        <p key={reason} className="mt-3 text-15 text-pretty text-ash">
          {reason}
        </p>
      ))}
      <dl className="mt-6 grid grid-cols-[auto_1fr] gap-x-6 gap-y-2.5 border-t hairline pt-6 text-13">
        {rows.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-smoke">{name}</dt>
            <dd className="text-end text-bone tabular">{value}</dd>
          </div>
        ))}
      </dl>
      {isAdmin && !plan.is_extra && (
        <Button variant="link" className="mt-6" onClick={() => ui.set({ sheet: 'segments' })}>
          {t`Say what can be skipped`}
        </Button>
      )}
    </>
  )
}

/** "mp4" for "video/mp4". */
const fileType = (media_type: string) =>
  media_type === 'application/vnd.apple.mpegurl' ? 'HLS' : media_type.split('/')[1]?.replace('x-', '')

function useLiveFacts() {
  const { engine } = usePlayer()
  const read = () => {
    const video = engine.element
    const quality = video?.getVideoPlaybackQuality?.()
    return {
      width_px: video?.videoWidth ?? 0,
      height_px: video?.videoHeight ?? 0,
      frames: quality?.totalVideoFrames ?? 0,
      dropped: quality?.droppedVideoFrames ?? 0,
    }
  }
  const [facts, setFacts] = useState(read)
  useEffect(() => {
    const timer = setInterval(() => setFacts(read()), REFRESH_MS)
    return () => clearInterval(timer)
  })
  return facts
}
