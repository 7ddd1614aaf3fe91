import { useLingui } from '@lingui/react/macro'
import type { ComponentProps } from 'react'
import type { Profile } from '@/api/session'
import { Avatar } from '@/components/ui/avatar'

/** The portrait that opens the account menu. */
export function AccountFace({ profile, ...props }: { profile: Profile } & ComponentProps<'button'>) {
  const { t } = useLingui()
  return (
    <button
      type="button"
      aria-label={t`${profile.name}, account menu`}
      aria-haspopup="menu"
      className="grid size-11 place-items-center rounded-control"
      {...props}
    >
      <Avatar name={profile.name} portrait={profile.avatar} size_px={34} />
    </button>
  )
}
