import { useLingui } from '@lingui/react/macro'
import { RotateCw } from 'lucide-react'
import { api } from '@/api/client'
import { IconButton } from '@/components/ui/icon-button'
import { toast } from '@/components/ui/toaster'
import { useFailToast } from '@/components/use-fail-toast'

/** Reads a title's files, descriptions and pictures afresh, in the background. */
export function RefreshButton({ titleId, title }: { titleId: string; title: string }) {
  const { t } = useLingui()
  const refuse = useFailToast()
  const refresh = async () => {
    await api.POST('/api/admin/titles/{title_id}/refresh', { params: { path: { title_id: titleId } } })
    void toast(t`${title} is read again`)
  }
  return (
    <IconButton
      size="sm"
      label={t`Read ${title} again`}
      className="-my-1"
      onClick={() => void refresh().catch(refuse(t`${title} was not refreshed`))}
    >
      <RotateCw />
    </IconButton>
  )
}
