import { useLingui } from '@lingui/react/macro'
import { useErrorText } from './error-state'
import { Button } from './ui/button'

/** What useInfiniteQuery answers, as far as it is about the pages to come. */
export interface MorePages {
  error: unknown
  hasNextPage: boolean
  isFetching: boolean
  isFetchingNextPage: boolean
  isFetchNextPageError: boolean
  isLoadingError: boolean
  fetchNextPage: () => unknown
}

/** The page that was asked for last did not come. */
export const hasMissingPage = (pages: MorePages) => pages.isFetchNextPageError || pages.isLoadingError

/** Asks for the next page. Not for one that failed: asking again is the viewer's decision, else it would never end. */
export function fetchMore(pages: MorePages): void {
  if (pages.hasNextPage && !pages.isFetchingNextPage && !hasMissingPage(pages)) pages.fetchNextPage()
}

/** At the end of what is there: why no more comes, and a button that asks again. Nothing while all is well. */
export function MoreFailed({ pages }: { pages: MorePages }) {
  const { t } = useLingui()
  const text = useErrorText(pages.error)
  if (!hasMissingPage(pages)) return null
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center justify-center gap-4 p-3 text-center text-13 text-ash"
    >
      <p>{text}</p>
      <Button size="sm" isBusy={pages.isFetching} onClick={() => pages.fetchNextPage()}>
        {t`Try again`}
      </Button>
    </div>
  )
}
