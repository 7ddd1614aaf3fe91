import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Search, X } from 'lucide-react'
import { type KeyboardEvent, useRef, useState } from 'react'
import { meQuery } from '@/api/session'
import { GridSkeleton } from '@/components/grid-skeleton'
import { Loaded } from '@/components/loaded'
import { PageTitle } from '@/components/page-title'
import { IconButton } from '@/components/ui/icon-button'
import { useTypedParam } from '@/lib/use-typed-param'
import { Results } from './results'
import { addRecent, readRecent, writeRecent } from './recent-searches'
import { searchQuery } from './queries'
import { StartPoints } from './start-points'

const REST_MS = 400

/** One large field; what is found appears as one types, and the arrows lead from the field into it. */
export function SearchPage() {
  const { t } = useLingui()
  const [text, setText, settle] = useTypedParam('q', REST_MS)
  const words = text.trim()
  const found = useQuery(searchQuery(words))
  const field = useRef<HTMLInputElement>(null)
  const results = useRef<HTMLDivElement>(null)
  const me = useQuery(meQuery())
  const profile_id = me.data?.profile?.id ?? ''
  const [recent, setRecent] = useState<readonly string[]>()
  const known = recent ?? readRecent(profile_id)
  const keep = (next: readonly string[]) => {
    setRecent(next)
    writeRecent(profile_id, next)
  }
  const toField = () => {
    field.current?.focus()
    scrollTo({ top: 0 })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape' && text) setText('')
    else if (event.key === 'ArrowDown' || event.key === 'Enter') {
      const first = results.current?.querySelector<HTMLElement>('a[tabindex="0"], [data-start]')
      if (!first) return
      first.focus()
    } else return
    event.preventDefault()
  }
  return (
    <div className="pt-(--page-top)">
      <PageTitle>{words ? t`Search: ${words}` : t`Search`}</PageTitle>
      <h1 className="sr-only">{t`Search`}</h1>
      <div role="search" className="gutter">
        <div className="relative flex items-center border-b border-line transition-colors focus-within:border-bone">
          <Search aria-hidden className="size-6 shrink-0 text-smoke sm:size-8" />
          <input
            ref={field}
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- who opens Search came to type
            autoFocus
            type="search"
            enterKeyHint="search"
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            maxLength={200}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={onKeyDown}
            aria-label={t`Search for films, series, episodes and people`}
            placeholder={t`Title, person, episode`}
            className="serif h-16 w-full min-w-0 bg-transparent px-4 text-28 text-bone outline-none placeholder:text-line focus-visible:shadow-none! focus-visible:outline-none sm:h-20 sm:text-40 [&::-webkit-search-cancel-button]:hidden"
          />
          {text && (
            <IconButton
              label={t`Clear`}
              hasTooltip={false}
              onClick={() => {
                setText('')
                field.current?.focus()
              }}
            >
              <X />
            </IconButton>
          )}
        </div>
      </div>
      <div ref={results} className="pt-8">
        {words ? (
          <Loaded query={found} level={2} skeleton={<GridSkeleton />}>
            {(answer) => (
              <Results
                answer={answer}
                isOld={found.isPlaceholderData}
                onLeaveUp={toField}
                onOpen={() => {
                  settle()
                  keep(addRecent(known, words))
                }}
              />
            )}
          </Loaded>
        ) : (
          <StartPoints recent={known} onPick={setText} onForget={() => keep([])} />
        )}
      </div>
    </div>
  )
}
