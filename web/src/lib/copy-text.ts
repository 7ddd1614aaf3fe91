/** Puts text on the clipboard; also over plain http, where the browser's clipboard interface is hidden. */
export async function copyText(text: string): Promise<boolean> {
  if (globalThis.isSecureContext && navigator.clipboard) {
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => copyBySelection(text),
    )
  }
  return copyBySelection(text)
}

function copyBySelection(text: string): boolean {
  const holder = document.createElement('textarea')
  holder.value = text
  holder.readOnly = true
  holder.style.cssText = 'position:fixed;inset-block-start:0;opacity:0'
  // Inside an open dialog, because focus outside of it is taken back at once.
  const home = document.activeElement?.closest('[role=dialog]') ?? document.body
  const focused = document.activeElement
  home.append(holder)
  holder.select()
  const isCopied = document.execCommand('copy')
  holder.remove()
  if (focused instanceof HTMLElement) focused.focus()
  return isCopied
}
