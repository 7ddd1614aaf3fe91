import { useLingui } from '@lingui/react/macro'
import { Bookmark, Clapperboard, House, Search, Tv } from 'lucide-react'
import { Link, Outlet, useNavigate } from 'react-router'
import { AppBar } from '@/components/app-bar'
import { TabBar } from '@/components/tab-bar'
import { IconButton } from '@/components/ui/icon-button'
import { useKeyMap } from '@/lib/keyboard'
import { paths } from '@/lib/paths'
import { features } from './features'

const ends = features.flatMap((feature) => (feature.BarEnd ? [feature.BarEnd] : []))

/** The bar above, the page below. Pages that begin with a picture run under the bar; others start with `pt-(--page-top)`. */
export function AppShell() {
  const { t } = useLingui()
  const navigate = useNavigate()
  useKeyMap({ '/': () => void navigate(paths.search) })
  const links = [
    { to: paths.home, label: t`Home`, icon: House },
    { to: paths.films, label: t`Films`, icon: Clapperboard },
    { to: paths.series, label: t`Series`, icon: Tv },
    { to: paths.myList, label: t`My List`, icon: Bookmark },
  ]
  const end = (
    <>
      <IconButton asChild label={t`Search`} shortcut="/" variant="bright">
        <Link to={paths.search} viewTransition>
          <Search />
        </Link>
      </IconButton>
      {ends.map((End) => (
        <End key={End.displayName ?? End.name} />
      ))}
    </>
  )
  return (
    <>
      <AppBar links={links} end={end} />
      <main id="main" tabIndex={-1} className="min-h-dvh pb-28 outline-none md:pb-16">
        <Outlet />
      </main>
      <TabBar links={links} />
    </>
  )
}
