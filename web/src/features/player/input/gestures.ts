export type Third = 'start' | 'middle' | 'end'

/** What fingers on the picture mean. Distances are shares of the surface. */
export interface GestureTarget {
  tap(): void
  /** `count`: 1 for a double tap, one more for each further tap in the chain. */
  doubleTap(third: Third, count: number): void
  hold(isOn: boolean): void
  /** Horizontal drag; null on a drag that was called off. */
  scrub(share: number, isDone: boolean): void
  /** Vertical drag on the left or right half; upwards is positive. */
  slide(side: 'start' | 'end', share: number): void
  pinch(isOut: boolean): void
}

export interface Touch {
  id: number
  x: number
  y: number
}

const TAP_CHAIN_MS = 280
const HOLD_MS = 500
const SLOP_PX = 12
const PINCH_PX = 40

type Mode = 'undecided' | 'hold' | 'scrub' | 'slide' | 'pinch' | 'done'

/** Tells taps, holds, drags and pinches apart. Fed with touches, so that a test needs no screen. */
export class GestureReader {
  private readonly target: GestureTarget
  private readonly size: () => { width_px: number; height_px: number }
  private readonly touches = new Map<number, { from: Touch; now: Touch }>()
  private mode: Mode = 'done'
  private holdTimer: ReturnType<typeof setTimeout> | undefined
  private tapTimer: ReturnType<typeof setTimeout> | undefined
  private chain: { third: Third; count: number } | null = null
  private slid_px = 0

  constructor(target: GestureTarget, size: () => { width_px: number; height_px: number }) {
    this.target = target
    this.size = size
  }

  down(touch: Touch): void {
    this.touches.set(touch.id, { from: touch, now: touch })
    clearTimeout(this.holdTimer)
    if (this.touches.size > 1) {
      if (this.mode === 'scrub') this.target.scrub(0, true)
      if (this.mode === 'hold') this.target.hold(false)
      this.mode = 'pinch'
      return
    }
    this.mode = 'undecided'
    this.slid_px = 0
    this.holdTimer = setTimeout(() => {
      this.mode = 'hold'
      this.target.hold(true)
    }, HOLD_MS)
  }

  move(touch: Touch): void {
    const finger = this.touches.get(touch.id)
    if (!finger) return
    finger.now = touch
    const across_px = touch.x - finger.from.x
    const up_px = finger.from.y - touch.y
    if (this.mode === 'undecided' && Math.hypot(across_px, up_px) > SLOP_PX) {
      clearTimeout(this.holdTimer)
      this.mode = Math.abs(across_px) > Math.abs(up_px) ? 'scrub' : 'slide'
    }
    const { width_px, height_px } = this.size()
    if (this.mode === 'scrub') this.target.scrub(across_px / width_px, false)
    if (this.mode === 'slide') {
      this.target.slide(finger.from.x < width_px / 2 ? 'start' : 'end', (up_px - this.slid_px) / height_px)
      this.slid_px = up_px
    }
    if (this.mode === 'pinch') this.readPinch()
  }

  up(touch: Touch): void {
    const finger = this.touches.get(touch.id)
    this.touches.delete(touch.id)
    clearTimeout(this.holdTimer)
    const { mode } = this
    if (this.touches.size > 0 || !finger) return
    this.mode = 'done'
    if (mode === 'hold') this.target.hold(false)
    if (mode === 'scrub') this.target.scrub((touch.x - finger.from.x) / this.size().width_px, true)
    if (mode === 'undecided') this.readTap(touch)
  }

  /** The system took the touch away. */
  cancel(): void {
    this.touches.clear()
    clearTimeout(this.holdTimer)
    if (this.mode === 'hold') this.target.hold(false)
    if (this.mode === 'scrub') this.target.scrub(0, true)
    this.mode = 'done'
  }

  private readTap({ x }: Touch): void {
    const share = x / this.size().width_px
    const third: Third = share < 1 / 3 ? 'start' : share > 2 / 3 ? 'end' : 'middle'
    clearTimeout(this.tapTimer)
    const count = this.chain?.third === third ? this.chain.count + 1 : 0
    this.chain = { third, count }
    if (count > 0) this.target.doubleTap(third, count)
    this.tapTimer = setTimeout(() => {
      this.chain = null
      if (count === 0) this.target.tap()
    }, TAP_CHAIN_MS)
  }

  private readPinch(): void {
    const [one, other] = this.touches.values()
    if (!one || !other) return
    const before_px = Math.hypot(one.from.x - other.from.x, one.from.y - other.from.y)
    const now_px = Math.hypot(one.now.x - other.now.x, one.now.y - other.now.y)
    if (Math.abs(now_px - before_px) < PINCH_PX) return
    this.mode = 'done'
    this.target.pinch(now_px > before_px)
  }
}
