import { useSearchParams } from 'react-router'
import { useTypedParam } from '@/lib/use-typed-param'

const TYPING_PAUSE_MS = 250

/** Filters live in the address: they survive reload and Back, and can be passed on. "" removes one. */
export function useUrlFilter(): [
  read: (name: string) => string,
  write: (name: string, value: string) => void,
] {
  const [params, setParams] = useSearchParams()
  const write = (name: string, value: string) => {
    setParams(
      (current) => {
        const next = new URLSearchParams(current)
        if (value) next.set(name, value)
        else next.delete(name)
        return next
      },
      { replace: true, preventScrollReset: true },
    )
  }
  return [(name) => params.get(name) ?? '', write]
}

/** A text filter that reaches the address once typing pauses. */
export function useTypedFilter(name: string): [text: string, setText: (text: string) => void] {
  const [text, setText] = useTypedParam(name, TYPING_PAUSE_MS)
  return [text, setText]
}
