import { useLingui } from '@lingui/react/macro'
import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { cn } from '@/lib/cn'
import { copyText } from '@/lib/copy-text'
import { IconButton } from './ui/icon-button'

export interface CopyBlockProps {
  text: string
  /** What it is, for screen readers: "Invitation link". */
  label: string
  className?: string
}

/** Text to be taken elsewhere, a link or a few lines of configuration, with a button that copies it. */
export function CopyBlock({ text, label, className }: CopyBlockProps) {
  const { t } = useLingui()
  const [copied, setCopied] = useState('')
  const copy = async () => {
    if (await copyText(text)) setCopied(text)
  }
  const isCopied = copied === text
  return (
    <div className={cn('relative min-w-0 rounded-control bg-ink-800', className)}>
      <pre
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={label}
        role="region"
        dir="ltr"
        className="overflow-x-auto rounded-control py-3 ps-4 pe-14 text-start font-mono text-13 text-bone"
      >
        {text}
      </pre>
      <IconButton
        label={isCopied ? t`Copied` : t`Copy`}
        className="absolute end-0 top-0"
        onClick={() => void copy()}
      >
        {isCopied ? <Check className="text-jade" /> : <Copy />}
      </IconButton>
      <span role="status" className="sr-only">
        {isCopied ? t`Copied` : ''}
      </span>
    </div>
  )
}
