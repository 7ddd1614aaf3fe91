import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { Loaded } from '@/components/loaded'
import { PageTitle } from '@/components/page-title'
import { Hero } from './hero'
import { HomeRows } from './home-rows'
import { HomeSkeleton } from './home-skeleton'
import { homeQuery } from './queries'

const EmptyHouse = lazy(() => import('./empty-house').then((module) => ({ default: module.EmptyHouse })))

export function HomePage() {
  const { t } = useLingui()
  const home = useQuery(homeQuery())
  return (
    <>
      <PageTitle>{t`Home`}</PageTitle>
      <Loaded query={home} skeleton={<HomeSkeleton />}>
        {({ hero, rows, is_empty }) =>
          is_empty ? (
            <Suspense>
              <EmptyHouse />
            </Suspense>
          ) : (
            <>
              {hero ? <Hero hero={hero} /> : <h1 className="sr-only">{t`Home`}</h1>}
              <HomeRows rows={rows} isBelowHero={hero !== null} />
            </>
          )
        }
      </Loaded>
    </>
  )
}
