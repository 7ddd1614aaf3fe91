import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '@/api/client'
import { useFailToast } from '@/components/use-fail-toast'
import { useUndoable } from '@/components/use-undoable'
import { takeBack } from '@/lib/take-back'

const HISTORY = ['get', '/api/history'] as const

/** Forgetting single sittings, which can be taken back, and all of them, which cannot. */
export function useForget() {
  const { t } = useLingui()
  const client = useQueryClient()
  const undoable = useUndoable()
  const fail = useFailToast()()
  // They leave the screen at once, also when the server takes its time.
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set())
  const show = (entry_id: string) =>
    setHidden((known) => new Set([...known].filter((one) => one !== entry_id)))

  const forget = async (entry_id: string, name: string) => {
    setHidden((known) => new Set([...known, entry_id]))
    try {
      const { data } = await api.DELETE('/api/history/{entry_id}', { params: { path: { entry_id } } })
      undoable({
        message: t`${name} is out of your history`,
        undo: async () => {
          await takeBack(data)
          await client.invalidateQueries({ queryKey: HISTORY })
          show(entry_id)
        },
      })
    } catch (error) {
      show(entry_id)
      fail(error)
    }
  }

  const forgetAll = async () => {
    await api.DELETE('/api/history')
    await client.invalidateQueries({ queryKey: HISTORY })
  }

  return { hidden, forget, forgetAll }
}
