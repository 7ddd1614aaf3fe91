import { useQuery } from '@tanstack/react-query'
import { type CSSProperties, useEffect, useRef, useState } from 'react'
import { meQuery } from '@/api/session'
import { placeInParts } from '../engine/part-clock'
import { usePlayback, usePlayer, useUi } from '../player-context'
import { useFrame } from '../use-frame'
import { CueReader } from './cue-reader'
import type { Cue, ShownPicture, SpokenLine } from './cues'

const NOTHING: Cue[] = []
const WIDE = 16 / 9

/** The chosen subtitles over the picture: above the controls while those are there. */
export function SubtitleLayer() {
  const { engine } = usePlayer()
  const plan = usePlayback((state) => state.plan)
  const subtitle_id = usePlayback((state) => state.subtitle_id)
  const isReady = usePlayback((state) => state.phase === 'ready')
  const areControlsShown = useUi((state) => state.areControlsShown)
  const isSheetOpen = useUi((state) => state.sheet !== null)
  const profile = useQuery(meQuery()).data?.profile
  const [shown, setShown] = useState(NOTHING)
  const reader = useRef<CueReader | null>(null)
  const item_id = plan?.item_id
  const track = plan?.subtitle_tracks.find((one) => one.id === subtitle_id)
  useEffect(() => {
    if (!item_id) return
    const opened = new CueReader()
    reader.current = opened
    return () => {
      opened.close()
      reader.current = null
    }
  }, [item_id])
  const isOn = isReady && track !== undefined
  useFrame(() => {
    if (!plan || !track || !reader.current) return
    const at_s = engine.position_s - engine.store.get().subtitle_delay_s
    const { index, within_s } = placeInParts(plan.parts, at_s)
    const file_id = plan.parts[index]?.file_id ?? plan.file_id
    const found = reader.current.find(file_id, plan.file_id, track, within_s)
    const isSame = found.length === shown.length && found.every((cue, at) => cue === shown[at])
    if (!isSame) setShown(found)
  }, isOn)
  if (!isOn || shown.length === 0) return null
  const lines = shown.filter((cue): cue is SpokenLine => 'text' in cue)
  const pictures = shown.filter((cue): cue is ShownPicture => 'image' in cue)
  const video = engine.element
  const film = video?.videoWidth && video.videoHeight ? video.videoWidth / video.videoHeight : WIDE
  return (
    <>
      {lines.length > 0 && (
        <div
          className="player-lines"
          data-raised={areControlsShown || undefined}
          data-beside={isSheetOpen || undefined}
          data-size={profile?.subtitle_size}
          data-look={profile?.subtitle_look}
          lang={track.language ?? undefined}
        >
          {lines.map((line) => (
            <p key={`${line.start_s} ${line.text}`} dir="auto">
              <span>{line.text}</span>
            </p>
          ))}
        </div>
      )}
      {pictures.map((one) => (
        <div
          key={`${one.start_s} ${one.top_ratio} ${one.left_ratio}`}
          className="player-canvas"
          style={{ '--film': film, '--canvas': one.canvas_ratio ?? film } as CSSProperties}
        >
          <img
            src={one.image}
            alt=""
            style={{
              left: `${one.left_ratio * 100}%`,
              top: `${one.top_ratio * 100}%`,
              width: `${one.width_ratio * 100}%`,
              height: `${one.height_ratio * 100}%`,
            }}
          />
        </div>
      ))}
    </>
  )
}
