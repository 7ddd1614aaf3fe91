import { useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { History, LogOut, Settings, SlidersHorizontal, Users } from 'lucide-react'
import { Link, useNavigate } from 'react-router'
import { api } from '@/api/client'
import { type Me, meQuery, type Profile } from '@/api/session'
import { Avatar } from '@/components/ui/avatar'
import { DropdownMenu, MenuItem, MenuLabel, MenuSeparator } from '@/components/ui/dropdown-menu'
import { toast } from '@/components/ui/toaster'
import { paths } from '@/lib/paths'
import { useSelectProfile } from './use-select-profile'

/** Who is watching, and from there: someone else, settings, the admin's rooms, the way out. */
export function AccountButton() {
  const { data: me } = useQuery(meQuery())
  // The page around knows who is signed in; without that there is nothing to offer.
  return me?.profile ? <AccountMenu me={me} profile={me.profile} /> : <span className="size-11" />
}

function AccountMenu({ me, profile }: { me: Me; profile: Profile }) {
  const { t } = useLingui()
  const navigate = useNavigate()
  const client = useQueryClient()
  const select = useSelectProfile()
  const others = me.profiles.filter((other) => other.id !== profile.id)

  const leave = async () => {
    await api.POST('/api/logout')
    delete document.documentElement.dataset['shell']
    await navigate(paths.login)
    client.clear()
  }
  const fail = () => void toast(t`That did not work. Try again.`, { tone: 'error' })

  const trigger = (
    <button
      type="button"
      aria-label={t`${profile.name}, account menu`}
      className="grid size-11 place-items-center rounded-control"
    >
      <Avatar name={profile.name} portrait={profile.avatar} size_px={34} />
    </button>
  )
  return (
    <DropdownMenu trigger={trigger}>
      <MenuLabel>{me.house.name}</MenuLabel>
      {others.map((other) => (
        <MenuItem
          key={other.id}
          icon={<Avatar name={other.name} portrait={other.avatar} size_px={24} />}
          onSelect={() => void select(other.id, paths.home).catch(fail)}
        >
          {other.name}
        </MenuItem>
      ))}
      <MenuItem icon={<Users />} onSelect={() => void navigate(paths.profiles, { viewTransition: true })}>
        {t`Who’s watching`}
      </MenuItem>
      <MenuSeparator />
      <MenuItem asChild>
        <Link to={paths.history} viewTransition>
          <History />
          {t`History`}
        </Link>
      </MenuItem>
      <MenuItem asChild>
        <Link to={paths.settings} viewTransition>
          <Settings />
          {t`Settings`}
        </Link>
      </MenuItem>
      {me.account.role === 'admin' && (
        <MenuItem asChild>
          <Link to={paths.admin} viewTransition>
            <SlidersHorizontal />
            {t`Admin`}
          </Link>
        </MenuItem>
      )}
      <MenuSeparator />
      <MenuItem icon={<LogOut />} onSelect={() => void leave().catch(fail)}>
        {t`Sign out`}
      </MenuItem>
    </DropdownMenu>
  )
}
