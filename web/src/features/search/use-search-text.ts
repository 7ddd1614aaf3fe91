import { useEffect, useState } from 'react'
import { useSearchParams } from 'react-router'

// The address follows when the fingers rest: it is for Back and for links, not for each letter.
const REST_MS = 400

/** What stands in the field, kept in the address. */
export function useSearchText(): [text: string, setText: (text: string) => void] {
  const [params, setParams] = useSearchParams()
  const [text, setText] = useState(() => params.get('q') ?? '')
  useEffect(() => {
    const words = text.trim()
    if (words === (params.get('q') ?? '')) return
    const timer = setTimeout(
      () => setParams(words ? { q: words } : {}, { replace: true, preventScrollReset: true }),
      REST_MS,
    )
    return () => clearTimeout(timer)
  }, [text, params, setParams])
  return [text, setText]
}
