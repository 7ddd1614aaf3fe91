import { useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { Outlet, ScrollRestoration, useLocation, useMatches, useNavigation } from 'react-router'
import { EventStream, useEventStream } from '@/api/events'
import { askWhoWatches, isSomeoneElse, meQuery } from '@/api/session'
import { OfflineBanner } from '@/components/offline-banner'
import { Toaster } from '@/components/ui/toaster'
import { TooltipLayer } from '@/components/ui/tooltip'
import { Wordmark } from '@/components/wordmark'
import { paths } from '@/lib/paths'
import { eventMaps, features } from './features'
import { UpdatePrompt } from './update-prompt'

const wraps = features.flatMap((feature) => (feature.Wrap ? [feature.Wrap] : []))

/** Around every page, whoever sees it. */
export function RootLayout() {
  const { t } = useLingui()
  const isSignedIn = useMatches().some((match) => match.loaderData !== undefined) && eventMaps.length > 0
  return (
    <>
      <a
        href="#main"
        className="fixed start-4 top-3 z-70 -translate-y-20 rounded-control bg-bone px-4 py-2 text-ink-950 focus:translate-y-0"
      >
        {t`Skip to the page`}
      </a>
      <LoadingLine />
      {wraps.reduceRight<ReactNode>(
        (inner, Wrap) => (
          <Wrap>{inner}</Wrap>
        ),
        <Outlet />,
      )}
      <RouteAnnouncer />
      {isSignedIn && <LiveEvents />}
      <Toaster />
      <TooltipLayer />
      <UpdatePrompt />
      {/* Every first page of a visit has the key "default"; its place must not be that of another page. */}
      <ScrollRestoration getKey={({ key, pathname }) => (key === 'default' ? pathname : key)} />
    </>
  )
}

function LiveEvents() {
  const client = useQueryClient()
  const [stream] = useState(() => new EventStream('/api/events', client, () => void askWhoWatches(client)))
  const state = useEventStream(stream, eventMaps)
  const { data: me } = useQuery(meQuery())
  useEffect(() => {
    // Chosen in another tab: this one begins anew as theirs, and nothing of before is shown or written to them.
    if (isSomeoneElse(me)) location.assign(paths.home)
  }, [me])
  return <OfflineBanner stream={state} />
}

/** A thread of light while the next page's code or data is on its way; appears only when the wait is felt. */
function LoadingLine() {
  const isLoading = useNavigation().state === 'loading'
  return isLoading ? (
    <div aria-hidden className="skeleton fixed inset-x-0 top-0 z-70 h-0.5 rounded-none bg-transparent" />
  ) : null
}

/** Says the new page's name to those who do not see it change, and puts the focus at its start. */
function RouteAnnouncer() {
  const { pathname } = useLocation()
  const [text, setText] = useState('')
  const [first] = useState(pathname)
  const [hasMoved, setMoved] = useState(false)
  if (!hasMoved && pathname !== first) setMoved(true)
  useEffect(() => {
    if (!hasMoved) return
    const timer = setTimeout(() => {
      setText(document.title)
      // A page that placed the focus itself (a field, the player) keeps it.
      if (document.activeElement === document.body)
        document.getElementById('main')?.focus({ preventScroll: true })
    }, 300)
    return () => clearTimeout(timer)
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- a new page is the reason to speak
  }, [pathname, hasMoved])
  return (
    <div role="status" className="sr-only">
      {text}
    </div>
  )
}

/** Before the first page's code is there: the page's colour and the name of the house, nothing that spins. */
export function FirstLoad() {
  return (
    <div className="grid min-h-dvh place-items-center" role="status" aria-label="Kino">
      <Wordmark className="animate-[appear_500ms_linear_300ms_backwards] text-40 opacity-60" />
    </div>
  )
}
