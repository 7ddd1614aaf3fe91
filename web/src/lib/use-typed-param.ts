import { useEffect, useEffectEvent, useState } from 'react'
import { useNavigation, useSearchParams } from 'react-router'

/**
 * What is typed into a field, kept in the address, which follows when the fingers rest: it is for Back and for links,
 * not for each letter. `settle` writes it at once, for a press that leads away.
 */
export function useTypedParam(
  name: string,
  rest_ms: number,
): [text: string, setText: (text: string) => void, settle: () => void] {
  const [params, setParams] = useSearchParams()
  // A change of the address would end the way to another page that is being loaded.
  const isLeaving = useNavigation().state !== 'idle'
  const [text, setText] = useState(params.get(name) ?? '')
  const words = text.trim()
  const write = useEffectEvent(() => {
    if (words !== (params.get(name) ?? ''))
      setParams((known) => withParam(known, name, words), { replace: true, preventScrollReset: true })
  })
  useEffect(() => {
    if (isLeaving) return
    const timer = setTimeout(() => write(), rest_ms)
    return () => clearTimeout(timer)
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- typing starts the pause
  }, [words, isLeaving, rest_ms])
  const settle = () => {
    const url = new URL(location.href)
    url.search = String(withParam(url.searchParams, name, words))
    // Past the router: it goes one way at a time, and is about to go to the page that was pressed.
    history.replaceState(history.state, '', url)
  }
  return [text, setText, settle]
}

function withParam(params: URLSearchParams, name: string, value: string): URLSearchParams {
  const written = new URLSearchParams(params)
  if (value) written.set(name, value)
  else written.delete(name)
  return written
}
