import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { api } from '@/api/client'
import { toast } from '@/components/ui/toaster'
import { useUndoable } from '@/components/use-undoable'

const HISTORY = ['get', '/api/history'] as const
// As long as the toast with Undo stands, and a moment more.
const UNDO_MS = 8500

/**
 * Forgetting single sittings and all of them. The server keeps nothing of what it forgot, so one sitting leaves the
 * screen at once and the server when its Undo is over, or when the page is left.
 */
export function useForget() {
  const { t } = useLingui()
  const client = useQueryClient()
  const undoable = useUndoable()
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set())
  const waiting = useRef(new Map<string, ReturnType<typeof setTimeout>>())

  const show = (entry_id: string) =>
    setHidden((known) => new Set([...known].filter((one) => one !== entry_id)))

  const send = async (entry_id: string, isLeaving = false) => {
    clearTimeout(waiting.current.get(entry_id))
    waiting.current.delete(entry_id)
    try {
      await api.DELETE('/api/history/{entry_id}', {
        params: { path: { entry_id } },
        // The browser ends it even when the page is gone.
        ...(isLeaving ? { keepalive: true } : {}),
      })
      await client.invalidateQueries({ queryKey: HISTORY })
    } catch (error) {
      show(entry_id)
      void toast(t`That did not work`, {
        tone: 'error',
        ...(error instanceof Error ? { description: error.message } : {}),
      })
    }
  }

  const forget = (entry_id: string, name: string) => {
    setHidden((known) => new Set([...known, entry_id]))
    waiting.current.set(
      entry_id,
      setTimeout(() => void send(entry_id), UNDO_MS),
    )
    undoable({
      message: t`${name} is out of your history`,
      undo: () => {
        clearTimeout(waiting.current.get(entry_id))
        waiting.current.delete(entry_id)
        show(entry_id)
      },
    })
  }

  const forgetAll = async () => {
    for (const timer of waiting.current.values()) clearTimeout(timer)
    waiting.current.clear()
    await api.DELETE('/api/history')
    await client.invalidateQueries({ queryKey: HISTORY })
  }

  const sendAll = useEffectEvent(() => {
    for (const entry_id of waiting.current.keys()) void send(entry_id, true)
  })
  useEffect(() => {
    const leave = () => sendAll()
    addEventListener('pagehide', leave)
    return () => {
      removeEventListener('pagehide', leave)
      sendAll()
    }
  }, [])

  return { hidden, forget, forgetAll }
}
