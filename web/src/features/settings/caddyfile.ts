export interface HttpsWish {
  /** What people will type: "kino.example.org". */
  host: string
  /** Known only at home: Caddy signs the certificate itself. */
  isLocal: boolean
  /** Where Kino listens on the same machine. */
  port: number
}

/** The whole Caddyfile that puts HTTPS in front of Kino. Caddy passes live messages on unbuffered by itself. */
export function writeCaddyfile({ host, isLocal, port }: HttpsWish): string {
  const lines = [
    `${cleanHost(host)} {`,
    ...(isLocal ? ['\ttls internal'] : []),
    `\treverse_proxy 127.0.0.1:${port}`,
    '}',
  ]
  return lines.join('\n')
}

/** A host as it may stand in a Caddyfile: no scheme, path, port or spaces. */
export function cleanHost(typed: string): string {
  const host = typed
    .trim()
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, '')
    .replace(/[/:?#\s{}].*$/, '')
  return host || 'kino.example.org'
}
