import { useLingui } from '@lingui/react/macro'
import type { LucideIcon } from 'lucide-react'
import { NavLink } from 'react-router'
import { paths } from '@/lib/paths'

export interface TabBarLink {
  to: string
  label: string
  icon: LucideIcon
}

/** The phone's navigation, in reach of the thumb. */
export function TabBar({ links }: { links: readonly TabBarLink[] }) {
  const { t } = useLingui()
  return (
    <nav
      aria-label={t`Main`}
      className="fixed inset-x-0 bottom-0 z-30 flex bg-ink-950/96 pb-[env(safe-area-inset-bottom)] shadow-[0_-1px_0_rgb(255_255_255/0.05)] md:hidden"
    >
      {links.map(({ to, label, icon: Icon }) => (
        <NavLink
          key={to}
          to={to}
          end={to === paths.home}
          className="flex h-14 flex-1 flex-col items-center justify-center gap-1 text-12 text-smoke transition-colors focus-visible:-outline-offset-2 aria-[current=page]:text-bone"
        >
          <Icon className="size-5" />
          {label}
        </NavLink>
      ))}
    </nav>
  )
}
