import { useLingui } from '@lingui/react/macro'
import { PersonCard, PERSON_CAPTION_PX, useJobNames } from '@/components/person-card'
import { Row, type RowCell } from '@/components/row'
import type { CreditCard } from '@/lib/title-types'

const itemKey = (credit: CreditCard) => `${credit.person_id} ${credit.job} ${credit.character ?? ''}`
const renderItem = (credit: CreditCard, cell: RowCell) => <OneCredit credit={credit} cell={cell} />

/** The people of a title, actors first; each leads to what else they did here. */
export function CastRow({ people }: { people: readonly CreditCard[] }) {
  const { t } = useLingui()
  const actors = people.filter((credit) => credit.job === 'actor')
  const crew = people.filter((credit) => credit.job !== 'actor')
  return (
    <Row
      id="cast"
      name={t`Cast and crew`}
      items={[...actors, ...crew]}
      itemKey={itemKey}
      renderItem={renderItem}
      shape="portrait"
      caption_px={PERSON_CAPTION_PX}
      isLazy
    />
  )
}

function OneCredit({ credit, cell }: { credit: CreditCard; cell: RowCell }) {
  const jobs = useJobNames()
  return (
    <PersonCard
      person={{ id: credit.person_id, name: credit.name, portrait: credit.portrait }}
      note={credit.character ?? jobs(credit.job)}
      {...cell}
    />
  )
}
