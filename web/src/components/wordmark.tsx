import { cn } from '@/lib/cn'

/** "Kino" and its ember dot, in the size of the bar unless `className` gives another. A link around it gives the name. */
export function Wordmark({ className = 'text-[1.625rem]' }: { className?: string }) {
  return (
    <span
      aria-hidden
      dir="ltr"
      className={cn('font-serif leading-none font-[560] tracking-[-0.02em] text-bone', className)}
    >
      Kino<span className="text-ember">.</span>
    </span>
  )
}
