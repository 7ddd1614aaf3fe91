/** The film in a window of its own above all others, where the browser has that. */
export const pictureInPicture = {
  isAvailable: () => document.pictureInPictureEnabled === true,

  toggle(video: HTMLVideoElement | null): void {
    if (!video || !pictureInPicture.isAvailable()) return
    const change: Promise<unknown> = document.pictureInPictureElement
      ? document.exitPictureInPicture()
      : video.requestPictureInPicture()
    // Refused before the first frame is there; the button can be pressed again.
    change.catch(() => {})
  },
}
