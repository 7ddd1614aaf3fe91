import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { meQuery } from '@/api/session'
import { lazyPart } from '@/components/lazy-part'
import { AccountFace } from './account-face'

const loadMenu = () => import('./account-menu')
const AccountMenu = lazyPart(() => loadMenu().then((module) => module.AccountMenu))

const approach = () => void loadMenu().catch(() => {})

/** Who is watching. The menu behind it is fetched when a pointer or the focus comes near, and opens with the press. */
export function AccountButton() {
  const { data: me } = useQuery(meQuery())
  const [isWanted, setWanted] = useState(false)
  // The page around knows who is signed in; without that there is nothing to offer.
  if (!me?.profile) return <span className="size-11" />
  const { profile } = me
  const face = (
    <AccountFace
      profile={profile}
      aria-expanded={false}
      onPointerEnter={approach}
      onFocus={approach}
      onClick={() => setWanted(true)}
    />
  )
  if (!isWanted) return face
  return <AccountMenu me={me} profile={profile} fallback={face} onMissing={() => setWanted(false)} />
}
