import { useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { useFormat } from '@/lib/use-format'
import { useGenreName } from '@/lib/use-genre-name'
import { paths } from '@/lib/paths'
import type { CreditCard } from '@/lib/title-types'
import type { TitleDetail } from './types'
import { useLanguageNames } from './use-language-names'

const LINK = 'underline decoration-ink-700 underline-offset-4 hover:decoration-current'

/** A definition list of what is known; what is not known has no line. */
export function FactList({ title }: { title: TitleDetail }) {
  const { t } = useLingui()
  const format = useFormat()
  const genreName = useGenreName()
  const languages = useLanguageNames()
  const { badges, licence } = title
  const list = title.kind === 'movie' ? paths.films : paths.series
  const madeBy = (job: string) => title.people.filter((credit) => credit.job === job)
  return (
    <dl className="grid max-w-[880px] grid-cols-[minmax(96px,auto)_1fr] gap-x-6 gap-y-3 text-15 sm:grid-cols-[160px_1fr]">
      <Fact label={t`Original title`}>
        {title.original_title === title.title ? null : title.original_title}
      </Fact>
      <Fact label={t`Released`}>{title.released_on && format.date(title.released_on)}</Fact>
      <People label={t`Directed by`} people={madeBy('director')} />
      <People label={t`Written by`} people={madeBy('writer')} />
      <People label={t`Music`} people={madeBy('composer')} />
      {title.genres.length > 0 && (
        <Fact label={t`Genres`}>
          <Links
            items={title.genres.map((genre) => [
              genreName(genre.name),
              `${list}?genre=${encodeURIComponent(genre.slug)}`,
            ])}
          />
        </Fact>
      )}
      <Fact label={t`Certification`}>{title.certification}</Fact>
      <Fact label={t`Sound`}>{languages(badges.audio_languages)}</Fact>
      <Fact label={t`Subtitles`}>{languages(badges.subtitle_languages)}</Fact>
      <Fact label={t`Library`}>{title.library.name}</Fact>
      <Fact label={t`Licence`}>
        {licence && (licence.url ? <Out href={licence.url}>{licence.name}</Out> : licence.name)}
      </Fact>
      <Fact label={t`Credit`}>{licence?.credit}</Fact>
      <Fact label={t`Official page`}>
        {licence?.page && <Out href={licence.page}>{hostOf(licence.page)}</Out>}
      </Fact>
    </dl>
  )
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  if (!children) return null
  return (
    <div className="contents">
      <dt className="text-smoke">{label}</dt>
      <dd className="wrap-anywhere text-bone">{children}</dd>
    </div>
  )
}

function People({ label, people }: { label: string; people: readonly CreditCard[] }) {
  if (people.length === 0) return null
  return (
    <Fact label={label}>
      <Links items={people.map((credit) => [credit.name, paths.person(credit.person_id)])} />
    </Fact>
  )
}

function Links({ items }: { items: [name: string, to: string][] }) {
  return items.map(([name, to], index) => (
    <span key={to}>
      {index > 0 && ', '}
      <Link to={to} className={LINK}>
        {name}
      </Link>
    </span>
  ))
}

function Out({ href, children }: { href: string; children: string }) {
  return (
    <a href={href} target="_blank" rel="noreferrer" className={LINK}>
      {children}
    </a>
  )
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url
}
