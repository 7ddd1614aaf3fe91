import { useLingui } from '@lingui/react/macro'
import { Play } from 'lucide-react'
import { Link } from 'react-router'
import { paths } from '@/lib/paths'
import { useFormat } from '@/lib/use-format'
import type { TitleDetail } from './types'

/** Trailers, interviews and other films about the film. */
export function ExtrasSection({ title }: { title: TitleDetail }) {
  const { t } = useLingui()
  const format = useFormat()
  const kinds: Record<string, string> = {
    trailer: t`Trailer`,
    featurette: t`Featurette`,
    interview: t`Interview`,
    behind_the_scenes: t`Behind the scenes`,
    deleted_scene: t`Deleted scene`,
    scene: t`Scene`,
    short: t`Short film`,
    sample: t`Sample`,
  }
  return (
    <ul className="max-w-[760px] gutter">
      {title.extras.map((extra) => {
        const kind = kinds[extra.extra_kind] ?? t`Extra`
        const name = extra.title ?? kind
        const facts = [name === kind ? null : kind, extra.duration_s && format.duration(extra.duration_s)]
        return (
          <li key={extra.file_id} className="border-b hairline last:border-0">
            <Link
              to={`${paths.play(title.id)}?file=${extra.file_id}`}
              className="flex min-h-16 items-center gap-4 rounded-control px-1 hover:text-white"
            >
              <span className="grid size-10 place-items-center rounded-full bg-bone/10">
                <Play aria-hidden className="size-4 translate-x-px fill-current" />
              </span>
              <span className="min-w-0 flex-1 truncate text-15">{name}</span>
              <span className="text-13 text-smoke tabular">{facts.filter(Boolean).join(', ')}</span>
            </Link>
          </li>
        )
      })}
    </ul>
  )
}
