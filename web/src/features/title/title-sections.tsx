import { useLingui } from '@lingui/react/macro'
import { useSearchParams } from 'react-router'
import { Tabs } from '@/components/ui/tabs'
import { DetailsSection } from './details-section'
import { EpisodesSection } from './episodes-section'
import { ExtrasSection } from './extras-section'
import { SimilarSection } from './similar-section'
import type { TitleDetail } from './types'

type Section = 'episodes' | 'more' | 'details' | 'extras'

/** What stands below the picture; which part is open stands in the address, so Back and links lead to it. */
export function TitleSections({ title }: { title: TitleDetail }) {
  const { t } = useLingui()
  const [params, setParams] = useSearchParams()
  const tabs: { value: Section; label: string; content: React.ReactNode; count?: number }[] = []
  if (title.kind === 'series')
    tabs.push({ value: 'episodes', label: t`Episodes`, content: <EpisodesSection title={title} /> })
  const similar = {
    value: 'more' as const,
    label: t`More like this`,
    content: <SimilarSection title={title} />,
  }
  const details = {
    value: 'details' as const,
    label: t`Cast and details`,
    content: <DetailsSection title={title} />,
  }
  // A film opens with its details, so that these stand first.
  const both = title.kind === 'movie' ? [details, similar] : [similar, details]
  tabs.push(...both.filter((tab) => tab !== similar || title.similar.length > 0))
  if (title.extras.length > 0)
    tabs.push({
      value: 'extras',
      label: t`Extras`,
      count: title.extras.length,
      content: <ExtrasSection title={title} />,
    })
  const asked = params.get('tab')
  const first = title.kind === 'movie' ? 'details' : 'episodes'
  const value = tabs.find((tab) => tab.value === asked)?.value ?? first
  const open = (next: Section) =>
    setParams(
      (known) => {
        if (next === first) known.delete('tab')
        else known.set('tab', next)
        return known
      },
      { replace: true, preventScrollReset: true },
    )
  return (
    <div className="relative -mt-16 min-h-[50vh] [&>div>[role=tablist]]:gutter">
      <Tabs aria-label={t`About this title`} value={value} onValueChange={open} tabs={tabs} isSticky />
    </div>
  )
}
