/** Whether a select's list is unfolded; the keys are its own then. Older browsers cannot say, and take them first. */
export function isUnfolded(select: HTMLSelectElement): boolean {
  try {
    return select.matches(':open')
  } catch {
    return false
  }
}
