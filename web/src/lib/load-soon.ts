const FELT_WAIT_MS = 150

/**
 * For route loaders: waits for the page's data as long as nobody feels it, so that a quick page arrives whole; a slow
 * one shows its skeleton instead. Errors are left to the page, which has a Try again for them.
 */
export async function loadSoon(...answers: Promise<unknown>[]): Promise<null> {
  const wait = new Promise((resolve) => setTimeout(resolve, FELT_WAIT_MS))
  await Promise.race([Promise.allSettled(answers), wait])
  return null
}
