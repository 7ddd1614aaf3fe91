import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { HardDrive } from 'lucide-react'
import { useState } from 'react'
import { meQuery } from '@/api/session'
import { lazyPart } from '@/components/lazy-part'
import { Button } from '@/components/ui/button'
import { CastRow } from './cast-row'
import { FactList } from './fact-list'
import type { TitleDetail } from './types'

const TechnicalSheet = lazyPart(() => import('./technical-sheet').then((module) => module.TechnicalSheet))

/** Who made it, what is known of it, and under which terms it is here. */
export function DetailsSection({ title }: { title: TitleDetail }) {
  const { t } = useLingui()
  const me = useQuery(meQuery())
  const [isOpen, setOpen] = useState(false)
  const close = () => setOpen(false)
  return (
    <div className="flex flex-col gap-10">
      {title.people.length > 0 && <CastRow people={title.people} />}
      <div className="gutter">
        {title.has_stand_in && (
          <p className="mb-8 max-w-[60ch] border-s-2 border-gold ps-4 text-15 text-ash">
            <Trans>
              What plays here is a short sample that Kino drew itself, because the film could not be fetched
              yet. It gives way to the film by itself.
            </Trans>
          </p>
        )}
        <FactList title={title} />
        {me.data?.account.role === 'admin' && title.files.length > 0 && (
          <div className="mt-8">
            <Button onClick={() => setOpen(true)}>
              <HardDrive aria-hidden />
              {t`Technical`}
            </Button>
          </div>
        )}
      </div>
      {isOpen && <TechnicalSheet title={title} onClose={close} onMissing={close} />}
    </div>
  )
}
