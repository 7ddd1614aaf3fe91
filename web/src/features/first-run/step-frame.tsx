import type { ReactNode } from 'react'
import { useEffect, useRef } from 'react'

export interface StepFrameProps {
  title: ReactNode
  text?: ReactNode
  children: ReactNode
}

/** Heading and sentence of a step. The heading takes the focus, so that a new step is read out. */
export function StepFrame({ title, text, children }: StepFrameProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <section className="max-w-[560px]">
      <h1 ref={heading} tabIndex={-1} className="serif text-40 text-balance md:text-56">
        {title}
      </h1>
      {text && <p className="mt-4 measure text-17 text-ash">{text}</p>}
      <div className="mt-8">{children}</div>
    </section>
  )
}
