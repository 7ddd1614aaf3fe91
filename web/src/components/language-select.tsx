import { useLingui } from '@lingui/react/macro'
import { activateLanguage, chooseLanguage, type Language, LANGUAGES } from '@/lib/i18n'
import { Select } from './ui/select'

const OPTIONS = Object.entries(LANGUAGES).map(([value, label]) => ({ value: value as Language, label }))

/** Changes the language at once, for this device; with `onChange` for whom the page keeps it, and the device forgets. */
export function LanguageSelect({
  onChange,
  className,
}: {
  onChange?: (language: Language) => void
  className?: string
}) {
  const { t, i18n } = useLingui()
  const change = (language: Language) => {
    void (onChange ? activateLanguage(language) : chooseLanguage(language))
    onChange?.(language)
  }
  return (
    <Select
      aria-label={t`Language`}
      value={i18n.locale in LANGUAGES ? (i18n.locale as Language) : undefined}
      onValueChange={change}
      options={OPTIONS}
      {...(className ? { className } : {})}
    />
  )
}
