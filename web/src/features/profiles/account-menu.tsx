import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { History, LogOut, Settings, SlidersHorizontal, Users } from 'lucide-react'
import { Link, useNavigate } from 'react-router'
import { api } from '@/api/client'
import { forgetSession, type Me, type Profile } from '@/api/session'
import { Avatar } from '@/components/ui/avatar'
import { DropdownMenu, MenuItem, MenuLabel, MenuSeparator } from '@/components/ui/dropdown-menu'
import { toast } from '@/components/ui/toaster'
import { paths } from '@/lib/paths'
import { AccountFace } from './account-face'
import { useSelectProfile } from './use-select-profile'

/** Someone else, settings, the admin's rooms, the way out. Comes with the first approach: a menu costs 35 KB. */
export function AccountMenu({ me, profile }: { me: Me; profile: Profile }) {
  const { t } = useLingui()
  const navigate = useNavigate()
  const client = useQueryClient()
  const select = useSelectProfile()
  const others = me.profiles.filter((other) => other.id !== profile.id)

  const leave = async () => {
    await api.POST('/api/logout')
    await navigate(paths.login)
    forgetSession(client)
  }
  const fail = () => void toast(t`That did not work. Try again.`, { tone: 'error' })

  return (
    <DropdownMenu trigger={<AccountFace profile={profile} />} defaultOpen>
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
