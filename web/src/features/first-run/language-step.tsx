import { useLingui } from '@lingui/react/macro'
import { Button } from '@/components/ui/button'
import { cn } from '@/lib/cn'
import { chooseLanguage, type Language, LANGUAGES } from '@/lib/i18n'
import { StepFrame } from './step-frame'

const OPTIONS = Object.entries(LANGUAGES) as [Language, string][]

export function LanguageStep({ onDone }: { onDone: () => void }) {
  const { t, i18n } = useLingui()
  return (
    <StepFrame
      title={t`Welcome.`}
      text={t`A few questions, then the lights go down. Which language does this house speak?`}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          onDone()
        }}
      >
        <div role="radiogroup" aria-label={t`Language`} className="grid max-w-[400px] gap-2">
          {OPTIONS.map(([language, name]) => (
            <label
              key={language}
              lang={language}
              className={cn(
                'flex min-h-13 cursor-pointer items-center gap-3 rounded-control px-4 text-17 transition-colors',
                'has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-bone',
                i18n.locale === language ? 'bg-bone/14 text-bone' : 'bg-bone/5 text-ash hover:bg-bone/10',
              )}
            >
              <input
                type="radio"
                name="language"
                value={language}
                checked={i18n.locale === language}
                onChange={() => void chooseLanguage(language)}
                className="size-4 accent-bone"
              />
              {name}
            </label>
          ))}
        </div>
        <Button type="submit" variant="primary" size="lg" className="mt-8">
          {t`Continue`}
        </Button>
      </form>
    </StepFrame>
  )
}
