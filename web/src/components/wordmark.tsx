import { cn } from '@/lib/cn'

/** "Kino" and its ember dot. A link around it gives the accessible name. */
export function Wordmark({ className }: { className?: string }) {
  return (
    <span
      aria-hidden
      dir="ltr"
      className={cn(
        'font-serif text-[1.625rem] leading-none font-[560] tracking-[-0.02em] text-bone',
        className,
      )}
    >
      Kino<span className="text-ember">.</span>
    </span>
  )
}
