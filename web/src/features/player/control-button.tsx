import { IconButton, type IconButtonProps } from '@/components/ui/icon-button'
import { cn } from '@/lib/cn'

/** A button of the player. A mouse click leaves the focus where it was, so that Space goes on meaning play. */
export function ControlButton({ className, ...props }: IconButtonProps) {
  return (
    <IconButton
      className={cn('text-bone hover:bg-bone/12', className)}
      onMouseDown={(event) => event.preventDefault()}
      {...props}
    />
  )
}
