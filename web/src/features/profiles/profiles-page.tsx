import { Trans, useLingui } from '@lingui/react/macro'
import { useSuspenseQuery } from '@tanstack/react-query'
import { Pencil, Plus } from 'lucide-react'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { meQuery, type Profile } from '@/api/session'
import { PageTitle } from '@/components/page-title'
import { FormAlert } from '@/components/form-alert'
import { Avatar } from '@/components/ui/avatar'
import { Button } from '@/components/ui/button'
import { Wordmark } from '@/components/wordmark'
import { cn } from '@/lib/cn'
import { safeReturnPath } from '@/lib/paths'
import { ProfileEditor } from './profile-editor'
import { useSelectProfile } from './use-select-profile'

// What the server allows; above it there is nothing to add.
const MOST_PROFILES = 8

/** The house asks who sits down; from here profiles are also made, changed and deleted, without leaving the page. */
export function ProfilesPage() {
  const { t } = useLingui()
  const { data: me } = useSuspenseQuery(meQuery())
  const [isEditing, setEditing] = useState(false)
  const [edited, setEdited] = useState<Profile | 'new'>()
  const [error, setError] = useState<unknown>()
  const [busyId, setBusyId] = useState<string>()
  const [search] = useSearchParams()
  const select = useSelectProfile()

  const choose = async (profile: Profile) => {
    setBusyId(profile.id)
    setError(undefined)
    await select(profile.id, safeReturnPath(search.get('next'))).catch((reason: unknown) => {
      setError(reason)
      setBusyId(undefined)
    })
  }

  return (
    <div className="flex min-h-dvh flex-col">
      <PageTitle>{t`Who’s watching`}</PageTitle>
      <header className="flex h-(--bar-height) items-center gutter">
        <Wordmark />
      </header>
      <main
        id="main"
        tabIndex={-1}
        className="flex flex-1 flex-col items-center justify-center gutter py-10 outline-none"
      >
        {edited ? (
          <ProfileEditor
            profile={edited === 'new' ? undefined : edited}
            nextPortrait={me.profiles.length % 12}
            isOnly={me.profiles.length === 1}
            onDone={() => setEdited(undefined)}
          />
        ) : (
          <>
            <h1 className="serif text-center text-40 md:text-56">
              {isEditing ? <Trans>Edit profiles</Trans> : <Trans>Who’s watching?</Trans>}
            </h1>
            <ul className="mt-12 flex max-w-[760px] flex-wrap justify-center gap-x-7 gap-y-9 md:gap-x-10">
              {me.profiles.map((profile) => (
                <li key={profile.id}>
                  <ProfileTile
                    profile={profile}
                    isEditing={isEditing}
                    isBusy={busyId === profile.id}
                    onPress={() => (isEditing ? setEdited(profile) : void choose(profile))}
                  />
                </li>
              ))}
              {me.profiles.length < MOST_PROFILES && (
                <li>
                  <AddTile onPress={() => setEdited('new')} />
                </li>
              )}
            </ul>
            <FormAlert error={error} className="mt-8" />
            <Button variant="ghost" className="mt-14" onClick={() => setEditing(!isEditing)}>
              {isEditing ? t`Done` : t`Edit profiles`}
            </Button>
          </>
        )}
      </main>
    </div>
  )
}

interface TileProps {
  profile: Profile
  isEditing: boolean
  isBusy: boolean
  onPress: () => void
}

const tile =
  'group grid w-28 justify-items-center gap-3 rounded-card text-center text-ash hover:text-bone focus-visible:text-bone md:w-36'
const portrait =
  'size-28! md:size-36! transition-[transform,opacity] duration-(--ms-card) ease-cine group-hover:scale-[1.04] group-focus-visible:scale-[1.04]'

function ProfileTile({ profile, isEditing, isBusy, onPress }: TileProps) {
  const { t } = useLingui()
  return (
    <button
      type="button"
      onClick={onPress}
      aria-busy={isBusy || undefined}
      aria-label={isEditing ? t`Edit ${profile.name}` : profile.name}
      className={tile}
    >
      <span className="relative grid">
        <Avatar
          name={profile.name}
          portrait={profile.avatar}
          size_px={144}
          className={cn(portrait, (isEditing || isBusy) && 'opacity-45')}
        />
        {isEditing && <Pencil aria-hidden className="absolute inset-0 m-auto size-7 text-bone" />}
      </span>
      <span className="line-clamp-2 max-w-full text-15 break-words">{profile.name}</span>
    </button>
  )
}

function AddTile({ onPress }: { onPress: () => void }) {
  const { t } = useLingui()
  return (
    <button type="button" onClick={onPress} className={tile}>
      <span
        className={cn(
          portrait,
          'grid place-items-center rounded-card bg-ink-850 text-smoke group-hover:bg-ink-800 group-hover:text-bone',
        )}
      >
        <Plus aria-hidden className="size-9" strokeWidth={1.25} />
      </span>
      <span className="text-15">{t`Add a profile`}</span>
    </button>
  )
}
