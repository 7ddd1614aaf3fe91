/** What a browser answered, in the shape of the server's `Capabilities`. */
export interface Capabilities {
  containers: string[]
  answers: Record<string, boolean>
}

const CONTAINERS: Record<string, string> = {
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  webm: 'video/webm',
  matroska: 'video/x-matroska',
  mpegts: 'video/mp2t',
  ogg: 'video/ogg',
  avi: 'video/x-msvideo',
}

/** Constrained baseline, main, high, and high with ten bits (6E). */
const H264_LEVELS =
  '42E01E 42E01F 42E028 4D401F 4D4028 4D4033 64001F 640028 64002A 640032 640033 640034 6E001F 6E0028 6E0033'.split(
    ' ',
  )
/** Main and Main 10. */
const HEVC_LEVELS = '1.6.L93.B0 1.6.L120.B0 1.6.L153.B0 2.4.L93.B0 2.4.L120.B0 2.4.L153.B0'.split(' ')
const AV1_LEVELS = ['05M', '08M', '12M', '13M', '15M']

// The server concludes from a level to those below it, so the steps that differ between devices are enough.
const CODECS: Record<string, readonly string[]> = {
  'video/mp4': [
    ...H264_LEVELS.map((level) => `avc1.${level}`),
    ...HEVC_LEVELS.flatMap((level) => [`hvc1.${level}`, `hev1.${level}`]),
    ...AV1_LEVELS.flatMap((level) => [`av01.0.${level}.08`, `av01.0.${level}.10`]),
    'vp09.00.51.08',
    'vp09.02.51.10',
  ],
  'video/webm': [
    'vp8',
    'vp09.00.10.08',
    'vp09.00.51.08',
    'vp09.02.10.10',
    'vp09.02.51.10',
    'av01.0.08M.08',
    'av01.0.08M.10',
  ],
  'audio/mp4': [
    'mp4a.40.2',
    'mp4a.40.5',
    'mp4a.40.29',
    'mp3',
    'opus',
    'flac',
    'ac-3',
    'ec-3',
    'dtsc',
    'alac',
  ],
  'audio/webm': ['opus', 'vorbis'],
  'audio/ogg': ['opus', 'vorbis', 'flac'],
  'audio/wav': ['1'],
}

const QUESTIONS = Object.entries(CODECS).flatMap(([type, codecs]) =>
  codecs.map((codec) => `${type}; codecs="${codec}"`),
)

const MEMORY_KEY = 'kino.capabilities'

/** Ordinary numbers: some browsers refuse the question without them, none of them changes a yes into a no. */
const VIDEO_SHAPE = { width: 1920, height: 1080, bitrate: 8_000_000, framerate: 24 }

/** Whether this browser's <video> decodes a MIME type with codecs. */
export async function askBrowser(question: string): Promise<boolean> {
  // An empty answer is a no; "maybe" is as much as most browsers ever say.
  if (document.createElement('video').canPlayType(question) === '') return false
  try {
    const isAudio = question.startsWith('audio/')
    const { supported } = await navigator.mediaCapabilities.decodingInfo({
      type: 'file',
      ...(isAudio
        ? { audio: { contentType: question } }
        : { video: { contentType: question, ...VIDEO_SHAPE } }),
    })
    if (supported || /^(video|audio)\/(mp4|webm)/.test(question)) return supported
  } catch {
    // Not every browser has the question, or takes this container in it.
  }
  const isKnownToStreams = /^(video|audio)\/(mp4|webm)/.test(question) && 'MediaSource' in globalThis
  return isKnownToStreams ? MediaSource.isTypeSupported(question) : true
}

function listContainers(): string[] {
  const video = document.createElement('video')
  return Object.entries(CONTAINERS).flatMap(([name, type]) => (video.canPlayType(type) === '' ? [] : [name]))
}

/** A container that is not opened makes every answer a no, which would say nothing of the codec. */
function canOpen(question: string, containers: readonly string[]): boolean {
  const type = question.split(';', 1)[0]
  const container = Object.keys(CONTAINERS).find((name) => CONTAINERS[name] === type)
  return container === undefined || containers.includes(container)
}

/** Asks the browser once a session, and later only what a plan finds unasked. */
export class CapabilityProbe {
  private readonly ask: (question: string) => Promise<boolean>
  private known: Promise<Capabilities> | undefined

  constructor(ask: (question: string) => Promise<boolean> = askBrowser) {
    this.ask = ask
  }

  read(): Promise<Capabilities> {
    this.known ??= this.begin()
    return this.known
  }

  /** Asks what was not asked before; afterwards `read` knows it too. */
  async askMore(questions: readonly string[]): Promise<void> {
    const known = await this.read()
    const unasked = questions.filter(
      (question) => !(question in known.answers) && canOpen(question, known.containers),
    )
    if (unasked.length === 0) return
    const fresh = await this.askAll(unasked)
    const { containers, answers } = await this.read()
    this.remember({ containers, answers: { ...answers, ...fresh } })
  }

  private async begin(): Promise<Capabilities> {
    try {
      const kept = sessionStorage.getItem(MEMORY_KEY)
      if (kept) return JSON.parse(kept) as Capabilities
    } catch {
      // Storage may be refused; then the browser is asked again.
    }
    const capabilities = { containers: listContainers(), answers: await this.askAll(QUESTIONS) }
    this.remember(capabilities)
    return capabilities
  }

  private async askAll(questions: readonly string[]): Promise<Record<string, boolean>> {
    const answers = await Promise.all(questions.map((question) => this.ask(question)))
    return Object.fromEntries(questions.map((question, index) => [question, answers[index] === true]))
  }

  private remember(capabilities: Capabilities): void {
    this.known = Promise.resolve(capabilities)
    try {
      sessionStorage.setItem(MEMORY_KEY, JSON.stringify(capabilities))
    } catch {
      // As above.
    }
  }
}
