import { hashText, seededRandom } from '@/lib/hash'

/** From the darkest to paper: ground, shade, body, light, paper. Each is a small film stock of its own. */
type Palette = readonly [ground: string, shade: string, body: string, light: string, paper: string]

const PALETTES: readonly Palette[] = [
  ['#1a0a07', '#4a150c', '#a5301a', '#f0825a', '#f8e6d4'],
  ['#06151a', '#0d3540', '#1f6f78', '#7fcabb', '#e9f3ea'],
  ['#110b1e', '#2a1b4a', '#5a3f92', '#b8a0e0', '#f0eaf7'],
  ['#181104', '#46330b', '#a2761b', '#ecc565', '#fbf1d6'],
  ['#09130c', '#1a3722', '#3c6e44', '#a3c27c', '#eef2dc'],
  ['#070d1f', '#142655', '#2e53ab', '#89aef0', '#e7eefa'],
  ['#1b0911', '#4b1731', '#a23c62', '#f0a0ae', '#fbeae6'],
  ['#0c0f11', '#262f35', '#55656e', '#b3c0c0', '#f0eee7'],
  ['#170d09', '#46261a', '#9a5537', '#e5a77c', '#f8ecde'],
  ['#07141a', '#11353d', '#2a6a70', '#f2a55f', '#f8ead8'],
  ['#140916', '#3b1c3d', '#7b3d72', '#eabb62', '#f8edde'],
  ['#0b0908', '#26201d', '#6f635b', '#dbd0c3', '#f6efe6'],
]

export interface DrawnArt {
  /** A CSS background. */
  background: string
  /** For the title and the small line on this picture. */
  ink: string
  /** Where the picture leaves room for words. */
  place: 'top' | 'bottom'
}

type Draw = (palette: Palette, random: () => number, width: number, height: number) => string

const between = (random: () => number, low: number, high: number) => low + (high - low) * random()
const n = (value: number) => value.toFixed(1)

function gradient(
  id: string,
  stops: readonly (readonly [offset: number, color: string, opacity?: number])[],
  axis = 'x2="0" y2="1"',
) {
  const marks = stops.map(
    ([offset, color, opacity = 1]) =>
      `<stop offset="${offset}" stop-color="${color}" stop-opacity="${opacity}"/>`,
  )
  return `<linearGradient id="${id}" ${axis}>${marks.join('')}</linearGradient>`
}

function glow(id: string, color: string, x: number, y: number, radius: number) {
  return `<radialGradient id="${id}" gradientUnits="userSpaceOnUse" cx="${n(x)}" cy="${n(y)}" r="${n(radius)}"><stop offset="0" stop-color="${color}" stop-opacity=".95"/><stop offset=".3" stop-color="${color}" stop-opacity=".42"/><stop offset="1" stop-color="${color}" stop-opacity="0"/></radialGradient>`
}

/** A skyline of overlapping waves, closed at the lower edge. */
function ridge(random: () => number, width: number, height: number, top: number, swing: number): string {
  const [a, b, c] = [between(random, 0, 6.3), between(random, 0, 6.3), between(random, 0, 6.3)]
  const [f, g] = [between(random, 1.2, 2.4), between(random, 3.4, 6.2)]
  let path = `M0 ${height}`
  for (let i = 0; i <= 40; i++) {
    const t = i / 40
    const y =
      top +
      swing *
        (0.62 * Math.sin(a + t * 3.14 * f) + 0.28 * Math.sin(b + t * 3.14 * g) + 0.1 * Math.sin(c + t * 38))
    path += `L${n(t * width)} ${n(y)}`
  }
  return `${path}L${width} ${height}z`
}

const drawHorizon: Draw = ([ground, shade, body, light], random, width, height) => {
  const x = between(random, 0.3, 0.72) * width
  const y = between(random, 0.36, 0.46) * height
  const radius = between(random, 0.11, 0.17) * Math.max(width, height * 0.66)
  const layers = [0.56, 0.66, 0.77, 0.88].map((top, index) => {
    const fill = [body, shade, `url(#r)`, ground][index]
    const opacity = [0.62, 0.9, 1, 1][index]
    return `<path d="${ridge(random, width, height, top * height, height * (0.085 - index * 0.012))}" fill="${fill}" opacity="${opacity}"/>`
  })
  return `<defs>${gradient('s', [
    [0, ground],
    [0.34, shade],
    [0.62, body],
    [0.8, light],
  ])}${gradient('r', [
    [0, shade],
    [1, ground],
  ])}${glow('g', light, x, y, radius * 4.2)}</defs>
<path fill="url(#s)" d="M0 0h${width}v${height}H0z"/><path fill="url(#g)" d="M0 0h${width}v${height}H0z"/><circle cx="${n(x)}" cy="${n(y)}" r="${n(radius)}" fill="${light}"/>${layers.join('')}`
}

const drawCutPaper: Draw = ([ground, shade, body, light], random, width, height) => {
  const isLeft = random() < 0.5
  const lean = between(random, 0.12, 0.34) * height
  const base = between(random, 0.5, 0.6) * height
  const [from, to] = isLeft ? [base + lean / 2, base - lean / 2] : [base - lean / 2, base + lean / 2]
  const radius = between(random, 0.2, 0.28) * Math.min(width, height) * 1.25
  const x = (isLeft ? between(random, 0.58, 0.74) : between(random, 0.26, 0.42)) * width
  const y = base - radius * between(random, -0.15, 0.35)
  const jag = () => between(random, -0.018, 0.018) * height
  const slab = (drop: number, fill: string) =>
    `<path d="M0 ${n(from + drop + jag())}L${n(width * 0.36)} ${n(from + (to - from) * 0.36 + drop + jag())}L${n(width * 0.7)} ${n(from + (to - from) * 0.7 + drop + jag())}L${width} ${n(to + drop + jag())}V${height}H0z" fill="${fill}"/>`
  return `<defs>${gradient('s', [
    [0, shade],
    [1, body],
  ])}</defs><path fill="url(#s)" d="M0 0h${width}v${height}H0z"/><circle cx="${n(x)}" cy="${n(y)}" r="${n(radius)}" fill="${light}"/>${slab(0, body)}${slab(height * 0.13, shade)}${slab(height * 0.25, ground)}`
}

const drawRings: Draw = ([ground, shade, body, light], random, width, height) => {
  const x = between(random, 0.42, 0.84) * width
  const y = between(random, 0.28, 0.38) * height
  const reach = Math.min(width * 0.9, height * 0.62)
  const rings = [1.3, 1, 0.76, 0.55, 0.37, 0.2].map((share, index) => {
    const fill = [shade, body, shade, light, ground, light][index]
    return `<circle cx="${n(x + (share * reach - reach * 0.2) * 0.07)}" cy="${n(y + share * reach * 0.04)}" r="${n(share * reach * 0.72)}" fill="${fill}" opacity="${index < 2 ? 0.72 : 1}"/>`
  })
  return `<defs>${gradient('d', [
    [0.42, ground, 0],
    [0.72, ground, 0.86],
    [1, ground],
  ])}</defs><path fill="${ground}" d="M0 0h${width}v${height}H0z"/>${rings.join('')}<path fill="url(#d)" d="M0 0h${width}v${height}H0z"/>`
}

const drawBeam: Draw = ([ground, shade, body, light, paper], random, width, height) => {
  // From the right: the year stands at the upper left.
  const side = (share: number) => (1 - share) * width
  const spread = between(random, 0.3, 0.42)
  const floor = between(random, 0.62, 0.7) * height
  const dust = Array.from({ length: 26 }, () => {
    const depth = between(random, 0.15, 0.95)
    const across = between(random, -1, 1) * depth * spread * 0.5
    return `<circle cx="${n(side(0.06 + depth * 0.62 + across * 0.7))}" cy="${n(depth * floor)}" r="${n(between(random, 0.4, 1.3))}" fill="${paper}" opacity="${between(random, 0.25, 0.8).toFixed(2)}"/>`
  })
  const beam = gradient('b', [
    [0, paper, 0.95],
    [0.35, light, 0.72],
    [1, body, 0.22],
  ])
  return `<defs>${gradient('s', [
    [0, ground],
    [0.55, shade],
    [1, ground],
  ])}${beam}${glow('g', light, side(0.66), floor, width * 0.62)}</defs>
<path fill="url(#s)" d="M0 0h${width}v${height}H0z"/><path d="M${n(side(0.05))} 0L${n(side(0.66 - spread * 1.1))} ${n(floor)}H${n(side(0.66 + spread))}z" fill="url(#b)"/><ellipse cx="${n(side(0.66 - spread * 0.05))}" cy="${n(floor)}" rx="${n(width * spread * 1.05)}" ry="${n(height * 0.035)}" fill="${paper}" opacity=".9"/><path fill="url(#g)" d="M0 0h${width}v${height}H0z"/>${dust.join('')}<path d="M0 ${n(floor + height * 0.1)}H${width}V${height}H0z" fill="${ground}" opacity=".55"/>`
}

const drawCurtain: Draw = ([ground, shade, body, light, paper], random, width, height) => {
  const fold = width / between(random, 9, 13)
  const middle = between(random, 0.44, 0.56) * width
  const tie = between(random, 0.66, 0.76) * height
  const gap = between(random, 0.015, 0.04) * width
  const folds = (id: string, slant: number) =>
    `<linearGradient id="${id}" gradientUnits="userSpaceOnUse" spreadMethod="repeat" x1="0" y1="0" x2="${n(fold)}" y2="${n(fold * slant)}"><stop offset="0" stop-color="${shade}"/><stop offset=".42" stop-color="${body}"/><stop offset=".74" stop-color="${shade}"/><stop offset="1" stop-color="${ground}"/></linearGradient>`
  const half = (edge: number, from: number, id: string) => {
    const side = from === 0 ? 0.15 * width : 0.85 * width
    return `<path d="M${from} 0H${n(edge)}C${n(edge)} ${n(tie * 0.62)} ${n((edge + side * 2) / 3)} ${n(tie * 0.82)} ${n(side)} ${n(tie)}C${n(side)} ${n(tie * 1.12)} ${n(side * 0.9 + edge * 0.1)} ${n(height * 0.94)} ${n(side * 0.88 + edge * 0.12)} ${height}H${from}z" fill="url(#${id})"/>`
  }
  const veil = gradient('d', [
    [0, ground, 0.82],
    [0.4, ground, 0.3],
    [0.7, ground, 0],
    [1, ground, 0.8],
  ])
  return `<defs>${folds('a', 0.14)}${folds('b', -0.14)}${veil}${glow('g', paper, middle, tie * 1.04, width * 0.62)}</defs><path fill="${light}" d="M0 0h${width}v${height}H0z"/><path fill="${body}" opacity=".55" d="M0 0h${width}v${height}H0z"/><path fill="url(#g)" d="M0 0h${width}v${height}H0z"/><ellipse cx="${n(middle)}" cy="${n(height * 1.02)}" rx="${n(width * 0.62)}" ry="${n(height * 0.14)}" fill="${shade}"/>${half(middle - gap, 0, 'a')}${half(middle + gap, width, 'b')}<path fill="url(#d)" d="M0 0h${width}v${height}H0z"/>`
}

const VARIANTS: readonly (readonly [draw: Draw, place: DrawnArt['place']])[] = [
  [drawHorizon, 'bottom'],
  [drawCutPaper, 'top'],
  [drawRings, 'bottom'],
  [drawBeam, 'bottom'],
  [drawCurtain, 'top'],
]

export type DrawnFormat = 'poster' | 'wide'

const FORMATS: Record<DrawnFormat, readonly [width: number, height: number]> = {
  poster: [200, 300],
  wide: [320, 180],
}
// A scroll through a big library must not keep every picture ever drawn.
const KEPT = 600
const made = new Map<string, DrawnArt>()

/** The picture of a title that has none: five compositions, twelve palettes, always the same for the same title. */
export function drawArt(title: string, format: DrawnFormat): DrawnArt {
  const key = `${format}:${title}`
  const known = made.get(key)
  if (known) return known
  const hash = hashText(title)
  const palette = PALETTES[hash % PALETTES.length] ?? (PALETTES[0] as Palette)
  const [draw, place] = VARIANTS[(hash >>> 8) % VARIANTS.length] ?? [drawHorizon, 'bottom']
  const [width, height] = FORMATS[format]
  const body = draw(palette, seededRandom(hash), width, height)
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" preserveAspectRatio="xMidYMid slice">${body}</svg>`
  const art: DrawnArt = {
    background: `url("data:image/svg+xml,${encodeURIComponent(svg)}")`,
    ink: palette[4],
    place,
  }
  if (made.size >= KEPT) made.delete(made.keys().next().value ?? '')
  made.set(key, art)
  return art
}

/** The size of a title on its poster, as a share of the poster's width in percent: the longest word must fit. */
export function titleSize(title: string, format: DrawnFormat): number {
  const longest = Math.max(...title.split(/[\s-]+/).map((word) => word.length), 1)
  // Fraunces is up to 0.62 em wide a letter at this weight; 74 % of the width is for words, so that a mark in
  // the upper corner stays free.
  const byWord = 74 / (longest * 0.62)
  const byLength =
    format === 'poster'
      ? 62 / Math.sqrt(Math.max(title.length, 8))
      : 34 / Math.sqrt(Math.max(title.length, 8))
  const [low, high] = format === 'poster' ? [7.5, 20] : [5, 11]
  return Math.min(high, Math.max(low, Math.min(byWord, byLength)))
}
