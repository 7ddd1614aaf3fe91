import { IconButton, type IconButtonProps } from '@/components/ui/icon-button'

/** A button of the player. A mouse click leaves the focus where it was, so that Space goes on meaning play. */
export function ControlButton(props: IconButtonProps) {
  return <IconButton variant="bright" onMouseDown={(event) => event.preventDefault()} {...props} />
}
