import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '@/api/client'
import { ApiError } from '@/api/errors'
import { enterAs, type Me } from '@/api/session'
import { AccountStep, type AccountDraft } from './account-step'
import { HouseStep } from './house-step'
import { LanguageStep } from './language-step'
import { LibraryStep } from './library-step'
import type { Beginning } from './queries'
import { ScanStep } from './scan-step'
import { StepMarks } from './step-marks'

const STEPS = ['language', 'account', 'house', 'library', 'scan'] as const
type Step = (typeof STEPS)[number]

export interface WizardProps {
  token: string
  beginning: Exclude<Beginning, { at: 'closed' }>
}

/** Five short steps. The account is made with the house's name, so that leaving before then leaves nothing behind. */
export function Wizard({ token, beginning }: WizardProps) {
  const { i18n } = useLingui()
  const client = useQueryClient()
  const [step, setStep] = useState<Step>(beginning.at === 'library' ? 'library' : 'language')
  const [account, setAccount] = useState<AccountDraft>({ name: '', password: '' })
  const [refusal, setRefusal] = useState<unknown>()
  const [libraryId, setLibraryId] = useState<string>()

  const makeHouse = async (houseName: string) => {
    const body = { token, ...account, house_name: houseName, language: i18n.locale }
    try {
      const { data } = await api.POST('/api/setup', { body })
      if (data) await enterAs(await chooseFirstProfile(data), client)
      setStep('library')
    } catch (error) {
      // The password or the name was refused: back to where they are typed.
      const isAboutAccount =
        error instanceof ApiError && ['PasswordTooWeak', 'NameUnusable'].includes(error.code)
      if (!isAboutAccount) throw error
      setRefusal(error)
      setStep('account')
    }
  }

  return (
    <>
      <StepMarks count={STEPS.length} current={STEPS.indexOf(step)} />
      {step === 'language' && <LanguageStep onDone={() => setStep('account')} />}
      {step === 'account' && (
        <AccountStep
          draft={account}
          refusal={refusal}
          onBack={() => setStep('language')}
          onDone={(draft) => {
            setAccount(draft)
            setRefusal(undefined)
            setStep('house')
          }}
        />
      )}
      {step === 'house' && (
        <HouseStep owner={account.name} onBack={() => setStep('account')} onDone={makeHouse} />
      )}
      {step === 'library' && (
        <LibraryStep
          onDone={(id) => {
            setLibraryId(id)
            setStep('scan')
          }}
        />
      )}
      {step === 'scan' && libraryId && <ScanStep libraryId={libraryId} />}
    </>
  )
}

async function chooseFirstProfile(me: Me): Promise<Me> {
  const first = me.profiles[0]
  if (me.profile || !first) return me
  const params = { path: { profile_id: first.id } }
  const { data } = await api.POST('/api/profiles/{profile_id}/select', { params })
  return data ?? me
}
