import { useLingui } from '@lingui/react/macro'
import { Activity, Film, Gauge, House, Library, ScrollText, TriangleAlert, Users } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { NavLink, Outlet, useLocation } from 'react-router'
import { paths } from '@/lib/paths'

/** The rooms behind the screen: same type and colours, denser, with a rail that stays in place. */
export function AdminLayout() {
  const { t } = useLingui()
  const pages = [
    { to: paths.admin, label: t`Overview`, icon: Gauge },
    { to: paths.adminPage('libraries'), label: t`Libraries`, icon: Library },
    { to: paths.adminPage('titles'), label: t`Titles`, icon: Film },
    { to: paths.adminPage('members'), label: t`Members`, icon: Users },
    { to: paths.adminPage('problems'), label: t`Problems`, icon: TriangleAlert },
    { to: paths.adminPage('jobs'), label: t`Jobs`, icon: Activity },
    { to: paths.adminPage('logs'), label: t`Logs`, icon: ScrollText },
    { to: paths.adminPage('house'), label: t`House`, icon: House },
  ]
  const { pathname } = useLocation()
  const list = useRef<HTMLUListElement>(null)
  useEffect(() => {
    // On a phone the rail scrolls sideways, and the page that is open may stand outside of it.
    list.current?.querySelector('[aria-current=page]')?.scrollIntoView({ block: 'nearest', inline: 'center' })
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- another page is the reason to look
  }, [pathname])
  return (
    <div className="gutter pt-(--page-top) text-13 lg:grid lg:grid-cols-[176px_minmax(0,1fr)] lg:gap-12">
      <nav aria-label={t`Admin`} className="lg:sticky lg:top-(--page-top) lg:self-start">
        <ul
          ref={list}
          className="no-scrollbar -mx-(--gutter) mb-6 flex gap-1 overflow-x-auto px-(--gutter) py-1 lg:mx-0 lg:mb-0 lg:grid lg:px-0"
        >
          {pages.map(({ to, label, icon: Icon }) => (
            <li key={to} className="shrink-0">
              <NavLink
                to={to}
                end={to === paths.admin}
                className="flex h-9 items-center gap-3 rounded-control px-3 text-ash transition-colors hover:bg-bone/6 hover:text-bone focus-visible:-outline-offset-2 aria-[current=page]:bg-bone/8 aria-[current=page]:text-bone pointer-coarse:h-11 [&[aria-current=page]>svg]:text-ember-hi"
              >
                <Icon aria-hidden className="size-4 text-smoke" />
                {label}
              </NavLink>
            </li>
          ))}
        </ul>
      </nav>
      <div className="min-w-0">
        <Outlet />
      </div>
    </div>
  )
}
