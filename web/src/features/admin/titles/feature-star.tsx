import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { Star } from 'lucide-react'
import { useState } from 'react'
import { api } from '@/api/client'
import { IconButton } from '@/components/ui/icon-button'
import { useFailToast } from '@/components/use-fail-toast'
import { cn } from '@/lib/cn'
import type { AdminTitle } from '../queries'

/** The star makes a title the one that the home screen opens with. */
export function FeatureStar({ row }: { row: AdminTitle }) {
  const { t } = useLingui()
  const client = useQueryClient()
  const refuse = useFailToast()
  // Until the list is asked again the press shows here, so that the star answers at once.
  const [wish, setWish] = useState<boolean>()
  const isOn = wish ?? row.is_featured
  const toggle = async () => {
    setWish(!isOn)
    const params = { path: { title_id: row.card.id } }
    const feature = '/api/admin/titles/{title_id}/feature'
    await (isOn ? api.DELETE(feature, { params }) : api.POST(feature, { params })).catch(
      refuse(t`The star was not set`),
    )
    await client.invalidateQueries({ queryKey: ['get', '/api/admin/titles'] })
    void client.invalidateQueries({ queryKey: ['get', '/api/home'] })
    setWish(undefined)
  }
  return (
    <IconButton
      size="sm"
      label={
        isOn
          ? t`${row.card.title} no longer opens the home screen`
          : t`Open the home screen with ${row.card.title}`
      }
      aria-pressed={isOn}
      className="-my-1"
      onClick={() => void toggle()}
    >
      <Star className={cn(isOn && 'fill-gold text-gold')} />
    </IconButton>
  )
}
