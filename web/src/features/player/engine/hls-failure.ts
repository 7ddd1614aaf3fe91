import type { ErrorData } from 'hls.js'
import type { SourceFailure } from './source'

/** What went wrong, for the log, and what the server said to it, for the viewer. */
export function readFailure({ details, response, networkDetails, error }: ErrorData): SourceFailure {
  const isRefused = (response?.code ?? 0) >= 400
  const said = isRefused ? readSentence(networkDetails) : null
  const what = isRefused ? [response?.code, said] : [error.message]
  return { detail: [details, ...what].filter(Boolean).join(': '), said }
}

/** The sentence of a refusal of ours; null for the answer of a proxy in between. */
function readSentence(request: unknown): string | null {
  if (!(request instanceof XMLHttpRequest)) return null
  try {
    const isBinary = request.responseType === 'arraybuffer'
    const text = isBinary ? new TextDecoder().decode(request.response as ArrayBuffer) : request.responseText
    const { detail } = JSON.parse(text) as { detail?: unknown }
    return typeof detail === 'string' ? detail : null
  } catch {
    return null
  }
}
