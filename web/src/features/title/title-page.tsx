import { useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from 'react-router'
import { Loaded } from '@/components/loaded'
import { PageTitle } from '@/components/page-title'
import { titleQuery } from '@/lib/title-query'
import { findCard } from './find-card'
import { TitleHead } from './title-head'
import { TitleSections } from './title-sections'
import { TitleSkeleton } from './title-skeleton'

export function TitlePage() {
  const { t } = useLingui()
  const { title_id = '' } = useParams()
  const client = useQueryClient()
  const title = useQuery(titleQuery(title_id))
  const card = title.data ? undefined : findCard(client, title_id)
  return (
    <article key={title_id}>
      <PageTitle>{title.data?.title ?? card?.title ?? t`Title`}</PageTitle>
      <Loaded query={title} skeleton={<TitleSkeleton card={card} />}>
        {(data) => (
          <>
            <TitleHead title={data} />
            <TitleSections title={data} />
          </>
        )}
      </Loaded>
    </article>
  )
}
