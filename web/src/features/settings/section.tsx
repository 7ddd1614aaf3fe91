import { type ReactNode, useId } from 'react'

export interface SectionProps {
  title: string
  text?: ReactNode
  children: ReactNode
}

/** A group of settings: what it is about at the side, the settings themselves beside it. */
export function Section({ title, text, children }: SectionProps) {
  const id = useId()
  return (
    <section
      aria-labelledby={id}
      className="grid gap-x-12 gap-y-6 border-t py-10 hairline lg:grid-cols-[280px_minmax(0,620px)]"
    >
      <div>
        <h2 id={id} className="serif text-22">
          {title}
        </h2>
        {text && <p className="mt-2 text-15 text-pretty text-smoke">{text}</p>}
      </div>
      <div className="grid content-start gap-5">{children}</div>
    </section>
  )
}
