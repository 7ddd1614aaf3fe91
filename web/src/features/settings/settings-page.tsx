import { useLingui } from '@lingui/react/macro'
import { useSuspenseQuery } from '@tanstack/react-query'
import { meQuery } from '@/api/session'
import { PageTitle } from '@/components/page-title'
import { AboutSection } from './about-section'
import { DevicesSection } from './devices-section'
import { LanguagesSection } from './languages-section'
import { PasswordSection } from './password-section'
import { ProfileSection } from './profile-section'
import { WatchingSection } from './watching-section'

/** What one sets for oneself. The loader before every page has made sure that someone is watching. */
export function SettingsPage() {
  const { t } = useLingui()
  const { data: me } = useSuspenseQuery(meQuery())
  const { profile } = me
  return (
    <div className="gutter pt-(--page-top)">
      <PageTitle>{t`Settings`}</PageTitle>
      <h1 className="mb-10 serif text-40">{t`Settings`}</h1>
      {profile && (
        <>
          <ProfileSection key={profile.id} profile={profile} />
          <LanguagesSection profile={profile} />
          <WatchingSection profile={profile} />
        </>
      )}
      <PasswordSection account={me.account.name} />
      <DevicesSection />
      <AboutSection />
    </div>
  )
}
