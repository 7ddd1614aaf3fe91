import { type ReactNode, useEffect, useRef } from 'react'
import { Link, NavLink } from 'react-router'
import { useLingui } from '@lingui/react/macro'
import { paths } from '@/lib/paths'
import { Wordmark } from './wordmark'

export interface AppBarLink {
  to: string
  label: string
}

export interface AppBarProps {
  links: readonly AppBarLink[]
  /** Right side: search, account. */
  end?: ReactNode
}

/** Transparent over a picture at the top of the page, condensed on the page's own colour once scrolled. */
export function AppBar({ links, end }: AppBarProps) {
  const { t } = useLingui()
  const bar = useRef<HTMLElement>(null)
  useEffect(() => {
    // An attribute, not state: scrolling must never render React.
    const mark = () => bar.current?.toggleAttribute('data-condensed', scrollY > 24)
    mark()
    addEventListener('scroll', mark, { passive: true })
    return () => removeEventListener('scroll', mark)
  }, [])
  return (
    <header
      ref={bar}
      className="group fixed inset-x-0 top-0 z-30 flex h-(--bar-height) items-center gap-6 gutter transition-[height] duration-(--ms-card) ease-cine before:absolute before:inset-0 before:-z-1 before:h-[160%] before:bg-linear-to-b before:from-ink-950/80 before:to-transparent after:absolute after:inset-0 after:-z-1 after:bg-ink-950/95 after:opacity-0 after:shadow-[0_1px_0_rgb(255_255_255/0.045)] after:transition-opacity after:duration-(--ms-card) data-condensed:h-14 data-condensed:after:opacity-100"
    >
      <Link to={paths.home} aria-label={t`Kino, home`} className="rounded-control">
        <Wordmark />
      </Link>
      <nav aria-label={t`Main`} className="hidden items-center gap-1 md:flex">
        {links.map((link) => (
          <NavLink
            key={link.to}
            to={link.to}
            end={link.to === paths.home}
            viewTransition
            className="rounded-control px-3 py-2 text-15 text-ash transition-colors duration-(--ms-press) hover:text-bone aria-[current=page]:text-bone"
          >
            {link.label}
          </NavLink>
        ))}
      </nav>
      <div className="ms-auto flex items-center gap-2">{end}</div>
    </header>
  )
}
