import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { meQuery } from '@/api/session'
import { Badge } from '@/components/ui/badge'
import { useTechnicalFormat } from '@/lib/use-technical-format'
import type { Member } from '../queries'
import { MemberMenu } from './member-menu'

export function MemberLine({ member }: { member: Member }) {
  const { t } = useLingui()
  const format = useTechnicalFormat()
  const { data: me } = useQuery(meQuery())
  const libraries = member.sees_all_libraries
    ? t`all libraries`
    : t`${plural(member.library_ids.length, { one: '# library', other: '# libraries' })}`
  return (
    <li className="flex items-center gap-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span className="truncate text-15 text-bone">{member.name}</span>
          {member.role === 'admin' && (
            <Badge tone="gold">
              <Trans>Admin</Trans>
            </Badge>
          )}
          {member.is_disabled && (
            <Badge tone="rose">
              <Trans>Switched off</Trans>
            </Badge>
          )}
          {member.id === me?.account.id && (
            <Badge tone="quiet">
              <Trans>You</Trans>
            </Badge>
          )}
        </p>
        <p className="mt-0.5 text-smoke tabular">
          {[
            libraries,
            t`${plural(member.profile_count, { one: '# profile', other: '# profiles' })}`,
            t`${plural(member.session_count, { one: '# device', other: '# devices' })}`,
            member.last_seen_at ? t`here ${format.relative(member.last_seen_at)}` : t`not here yet`,
          ].join(' · ')}
        </p>
      </div>
      <MemberMenu member={member} isMe={member.id === me?.account.id} />
    </li>
  )
}
