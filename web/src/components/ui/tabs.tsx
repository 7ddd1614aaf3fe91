import { Tabs as Radix } from 'radix-ui'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { cn } from '@/lib/cn'

export interface TabsProps<Value extends string> {
  value: Value
  onValueChange: (value: Value) => void
  tabs: readonly { value: Value; label: ReactNode; content: ReactNode; count?: number }[]
  'aria-label': string
  /** The list of tabs stays below the bar while its content scrolls. */
  isSticky?: boolean
  className?: string
}

export function Tabs<Value extends string>({
  value,
  onValueChange,
  tabs,
  isSticky,
  className,
  ...props
}: TabsProps<Value>) {
  const [mark, isStuck] = useStuck(isSticky === true)
  return (
    <Radix.Root value={value} onValueChange={(next) => onValueChange(next as Value)} className={className}>
      {isSticky && <span ref={mark} aria-hidden className="block h-px -mb-px" />}
      <Radix.List
        aria-label={props['aria-label']}
        className={cn(
          'no-scrollbar flex gap-6 overflow-x-auto border-b hairline',
          isSticky && 'sticky top-(--bar-condensed) z-10 transition-colors',
          isStuck && 'bg-ink-950/95',
        )}
      >
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            className="relative h-12 text-15 whitespace-nowrap text-ash transition-colors after:absolute after:inset-x-0 after:bottom-0 after:h-0.5 after:scale-x-0 after:bg-ember after:transition-transform after:duration-(--ms-menu) after:ease-cine hover:text-bone focus-visible:-outline-offset-2 data-[state=active]:text-bone data-[state=active]:after:scale-x-100"
          >
            {tab.label}
            {tab.count !== undefined && <span className="ms-2 text-13 text-smoke tabular">{tab.count}</span>}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.value} value={tab.value} className="pt-6 outline-offset-8">
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  )
}

/** Whether the list of tabs has reached the bar; only then it needs a ground of its own. */
function useStuck(isSticky: boolean) {
  const mark = useRef<HTMLSpanElement>(null)
  const [isStuck, setStuck] = useState(false)
  useEffect(() => {
    if (!isSticky || !mark.current) return
    const observer = new IntersectionObserver(
      ([entry]) =>
        setStuck(entry !== undefined && !entry.isIntersecting && entry.boundingClientRect.top < 200),
      { rootMargin: '-57px 0px 0px 0px' },
    )
    observer.observe(mark.current)
    return () => observer.disconnect()
  }, [isSticky])
  return [mark, isStuck] as const
}
