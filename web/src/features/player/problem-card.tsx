import { useLingui } from '@lingui/react/macro'
import { ArrowLeft, Layers, RotateCw, Wand2 } from 'lucide-react'
import { $api } from '@/api/client'
import { useErrorText } from '@/components/error-state'
import { Button } from '@/components/ui/button'
import type { PlaybackPlan } from './engine/playback-api'
import type { Problem } from './engine/player-state'
import { usePlayback, usePlayer } from './player-context'
import { reasonText } from './reason-text'
import { refusalText } from './refusal-text'
import { useTitles } from './use-titles'
import { useVersionName } from './use-version-name'

/** Why nothing plays, in the place of the picture: what is missing, what can be done, and another version if there is one. */
export function ProblemCard() {
  const { t } = useLingui()
  const { engine, commands } = usePlayer()
  const problem = usePlayback((state) => state.problem)
  const plan = usePlayback((state) => state.plan)
  const versionName = useVersionName()
  const { title } = useTitles()
  if (!problem) return null
  const others = plan?.versions.filter((one) => one.file_id !== plan.file_id && !one.is_away) ?? []
  const isOurs = problem.kind !== 'stopped' && problem.kind !== 'refused'
  return (
    <div className="player-card player-veil" role="alert">
      <div className="max-w-[600px]">
        {plan && <p className="text-15 text-ash">{title}</p>}
        <h2 className="serif mt-2 text-28 text-balance sm:text-40">
          {problem.kind === 'stopped' ? t`Playback was stopped` : t`This does not play here`}
        </h2>
        <Explanation problem={problem} plan={plan} />
        {isOurs && <Advice />}
        <div className="mt-8 flex flex-wrap gap-3">
          <Button variant="primary" onClick={() => engine.retry()}>
            <RotateCw aria-hidden />
            {t`Try again`}
          </Button>
          {isOurs && engine.canConvert && (
            <Button onClick={() => engine.convertInstead()}>
              <Wand2 aria-hidden />
              {t`Convert instead`}
            </Button>
          )}
          {isOurs &&
            others.map((version) => (
              <Button key={version.file_id} onClick={() => engine.switchVersion(version.file_id)}>
                <Layers aria-hidden />
                {t`Play ${versionName(version)}`}
              </Button>
            ))}
          <Button variant="ghost" onClick={() => commands.leave()}>
            <ArrowLeft aria-hidden className="rtl:-scale-x-100" />
            {t`Back`}
          </Button>
        </div>
      </div>
    </div>
  )
}

function Explanation({ problem, plan }: { problem: Problem; plan: PlaybackPlan | null }) {
  const { t, i18n } = useLingui()
  const error = problem.kind === 'refused' ? problem.error : null
  const told = useErrorText(error)
  const refusal = refusalText(error, i18n) ?? told
  const said = problem.kind === 'media_error' ? problem.said : null
  const reasons = plan?.reasons.map((reason) => reasonText(reason, i18n)) ?? []
  const sentences = {
    unplayable:
      reasons.length > 0 ? reasons : [plan?.missing ?? t`No file of it can be played by this browser.`],
    no_video: [t`The sound plays, but your browser shows no picture of this file.`],
    no_audio: [t`The picture plays, but your browser has no sound for this file.`],
    media_error: said
      ? [t`The next stretch of the film did not come.`, said]
      : [t`Your browser stopped at this place of the file and cannot go on.`],
    stalled: [t`The film does not come fast enough. The connection or the disk may be busy.`],
    stopped: [t`An admin stopped this playback.`],
    refused: [refusal],
  }[problem.kind]
  return sentences.map((sentence) => (
    <p key={sentence} className="mt-4 text-17 text-pretty text-bone">
      {sentence}
    </p>
  ))
}

/** What an admin can do about it, or whom a member can ask. */
function Advice() {
  const { t } = useLingui()
  const { data } = $api.useQuery('get', '/api/me')
  const isAdmin = data?.account.role === 'admin'
  return (
    <p className="mt-4 text-15 text-pretty text-ash">
      {isAdmin
        ? t`A version with H.264 video and AAC sound in an MP4 file plays in every browser. Lay it beside this one, and Kino chooses it.`
        : t`An admin of this house can add a version that plays everywhere.`}
    </p>
  )
}
