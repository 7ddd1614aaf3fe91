/**
 * Install, push, passkeys and offline films need HTTPS (or localhost): browsers hide them elsewhere.
 * Source: https://www.w3.org/TR/secure-contexts/
 */
export function isSecure(): boolean {
  return globalThis.isSecureContext === true
}
