type AppleVideo = HTMLVideoElement & { webkitEnterFullscreen?: () => void }

/**
 * The whole document goes full screen, not the player alone, so that sheets, tooltips and messages stay visible.
 * iPhones know full screen for the <video> only.
 */
export const fullscreen = {
  isOn: () => document.fullscreenElement !== null,

  isAvailable(video: HTMLVideoElement | null): boolean {
    return (
      document.fullscreenEnabled || typeof (video as AppleVideo | null)?.webkitEnterFullscreen === 'function'
    )
  },

  toggle(video: HTMLVideoElement | null): void {
    if (document.fullscreenElement) fullscreen.exit()
    else if (document.fullscreenEnabled)
      document.documentElement
        .requestFullscreen({ navigationUI: 'hide' })
        .then(() => lockLandscape())
        .catch(() => {})
    else (video as AppleVideo | null)?.webkitEnterFullscreen?.()
  },

  exit(): void {
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {})
  },
}

type LockableOrientation = ScreenOrientation & { lock?: (orientation: string) => Promise<void> }

function lockLandscape(): void {
  // Only phones have it; full screen ends it by itself.
  const orientation = screen.orientation as LockableOrientation | undefined
  orientation?.lock?.('landscape').catch(() => {})
}
