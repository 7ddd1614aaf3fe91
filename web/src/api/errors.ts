/** Kino answered and refused. `code` is the name of the server's error, `message` its plain sentence. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly code: string
  /** What the language files need beside the code, such as which of several reasons it was. */
  readonly facts: Record<string, unknown>

  constructor(status: number, code: string, detail: string, facts: Record<string, unknown> = {}) {
    super(detail)
    this.facts = facts
    this.status = status
    this.code = code
  }
}

/** No answer came: no network, or Kino is away. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError'
}

/** The error a refused response means; answers of a proxy in between, which are not ours, keep their status. */
export async function readApiError(response: Response): Promise<ApiError> {
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null)
  if (isProblem(body)) return new ApiError(response.status, body.error, body.detail, body.facts)
  // FastAPI's own refusal of a malformed request lists its reasons instead of saying a sentence.
  const reasons = (body as { detail?: unknown } | null)?.detail
  if (Array.isArray(reasons)) return new ApiError(response.status, 'InvalidRequest', joinReasons(reasons))
  return new ApiError(response.status, 'UnexpectedAnswer', `${response.status} ${response.statusText}`.trim())
}

function isProblem(
  body: unknown,
): body is { error: string; detail: string; facts?: Record<string, unknown> } {
  const problem = body as { error?: unknown; detail?: unknown } | null
  return typeof problem?.error === 'string' && typeof problem.detail === 'string'
}

function joinReasons(reasons: unknown[]): string {
  return reasons.map((reason) => (reason as { msg?: string } | null)?.msg ?? String(reason)).join('; ')
}

/** Whether asking again may help: refusals stay refusals, only absences pass. */
export function isWorthRetrying(error: unknown): boolean {
  if (error instanceof ApiError) return error.status >= 500 || error.status === 429
  return error instanceof UnreachableError
}
