export const AVATAR_COUNT = 12

interface Portrait {
  sky: readonly [string, string, string]
  /** Where the lamp stands, in a field of 100 × 100. */
  lamp: readonly [number, number]
  figure: string
  rim: string
  hair: string
}

const HEAD =
  'M50 27c10 0 16 8 16 18 0 9-4 16-9 19v7c12 3 24 7 27 29H16c3-22 15-26 27-29v-7c-5-3-9-10-9-19 0-10 6-18 16-18z'

// Hair, hats and shoulders drawn over one head: enough to tell twelve people apart at 36 px.
const HAIR = {
  crop: 'M33 45c-1-14 6-21 17-21s18 7 17 21c-2-6-4-9-6-11-6 3-17 3-22 0-2 2-4 5-6 11z',
  bob: 'M30 62c-3-24 2-41 20-41s23 17 20 41c-3 2-7 2-9 0 3-10 3-18 0-25-7 4-15 5-22 0-3 7-3 15 0 25-2 2-6 2-9 0z',
  bun: 'M43 20a8 8 0 1 1 14 0c7 3 11 10 10 24-2-6-4-9-7-11-6 2-14 2-20 0-3 2-5 5-7 11-1-14 3-21 10-24z',
  brim: 'M24 37c6 3 45 3 52 0 1 3-1 5-5 6-12 3-30 3-42 0-4-1-6-3-5-6zm11-2c0-11 4-17 9-17 4 0 4 2 6 2s3-2 7-2c5 0 8 6 8 17-9 2-21 2-30 0z',
  curls:
    'M31 47c-5-4-5-10-1-13-2-6 3-11 8-11 3-6 12-7 16-2 6-2 12 2 12 8 5 2 6 9 3 13 2 3 0 6-3 6-1-6-3-11-6-13-6 2-15 2-20-1-3 3-5 8-6 14-2 0-3-1-3-1z',
  long: 'M30 84c-4-26-4-63 20-63s24 37 20 63c-4-1-9-6-11-12 4-10 6-24 3-36-8 3-17 3-24-1-3 12-1 27 3 37-2 6-7 11-11 12z',
}

const PORTRAITS: readonly Portrait[] = [
  {
    sky: ['#2b0f0a', '#8f2a15', '#f08a5a'],
    lamp: [74, 30],
    figure: '#160807',
    rim: '#ffb084',
    hair: HAIR.crop,
  },
  {
    sky: ['#0a1c22', '#1d5a63', '#86cfc0'],
    lamp: [26, 26],
    figure: '#061014',
    rim: '#b4efe0',
    hair: HAIR.bob,
  },
  {
    sky: ['#160e26', '#4c3684', '#b79be6'],
    lamp: [70, 22],
    figure: '#0c0716',
    rim: '#dcc9ff',
    hair: HAIR.brim,
  },
  {
    sky: ['#241704', '#8a6216', '#f0c965'],
    lamp: [30, 34],
    figure: '#120b03',
    rim: '#ffe6a6',
    hair: HAIR.bun,
  },
  {
    sky: ['#0e1a12', '#3b6b43', '#b2cf86'],
    lamp: [72, 36],
    figure: '#070d09',
    rim: '#ddf0b4',
    hair: HAIR.curls,
  },
  {
    sky: ['#0a1128', '#2a4a9c', '#8db0f0'],
    lamp: [28, 20],
    figure: '#050914',
    rim: '#c6dcff',
    hair: HAIR.long,
  },
  {
    sky: ['#260c17', '#94345a', '#f0a0b0'],
    lamp: [50, 18],
    figure: '#13060c',
    rim: '#ffd0d6',
    hair: HAIR.bun,
  },
  {
    sky: ['#14181b', '#4d5b63', '#b9c6c7'],
    lamp: [76, 44],
    figure: '#0a0c0e',
    rim: '#e6efef',
    hair: HAIR.brim,
  },
  {
    sky: ['#1d0f16', '#6d2f4b', '#e7a45c'],
    lamp: [24, 40],
    figure: '#0f070b',
    rim: '#ffd49a',
    hair: HAIR.long,
  },
  {
    sky: ['#081a1d', '#15545a', '#efa35f'],
    lamp: [70, 26],
    figure: '#040d0f',
    rim: '#ffcf9d',
    hair: HAIR.curls,
  },
  {
    sky: ['#221510', '#7c4630', '#e0a98a'],
    lamp: [34, 24],
    figure: '#120a07',
    rim: '#ffdcc5',
    hair: HAIR.crop,
  },
  {
    sky: ['#0d0b16', '#3a2f66', '#ea7a62'],
    lamp: [66, 62],
    figure: '#07060d',
    rim: '#ffb7a3',
    hair: HAIR.bob,
  },
]

const made = new Map<number, string>()

/** The CSS background of a portrait; any whole number works, twelve differ. */
export function avatarArt(portrait: number): string {
  const index = ((Math.trunc(portrait) % AVATAR_COUNT) + AVATAR_COUNT) % AVATAR_COUNT
  const known = made.get(index)
  if (known) return known
  const look = PORTRAITS[index] ?? PORTRAITS[0]
  const art = look ? `url("data:image/svg+xml,${encodeURIComponent(drawPortrait(look))}")` : 'none'
  made.set(index, art)
  return art
}

function drawPortrait({ sky, lamp, figure, rim, hair }: Portrait): string {
  const [x, y] = lamp
  const isLeft = x < 50
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><defs>
<radialGradient id="s" cx="${x}%" cy="${y}%" r="95%"><stop offset="0" stop-color="${sky[2]}"/><stop offset=".42" stop-color="${sky[1]}"/><stop offset="1" stop-color="${sky[0]}"/></radialGradient>
<linearGradient id="f" x1="${isLeft ? 0 : 1}" x2="${isLeft ? 1 : 0}" y1="0" y2=".35"><stop offset="0" stop-color="${rim}" stop-opacity=".7"/><stop offset=".3" stop-color="${sky[1]}"/><stop offset=".62" stop-color="${figure}"/></linearGradient>
<linearGradient id="v" x2="0" y2="1"><stop offset=".55" stop-color="${figure}" stop-opacity="0"/><stop offset="1" stop-color="${figure}" stop-opacity=".85"/></linearGradient></defs>
<path fill="url(#s)" d="M0 0h100v100H0z"/><circle cx="${x}" cy="${y}" r="13" fill="${sky[2]}" opacity=".55"/>
<g transform="translate(0 4)"><g fill="${rim}" opacity=".85" transform="translate(${isLeft ? -1.7 : 1.7} -1.1)"><path d="${HEAD}"/><path d="${hair}"/></g><path d="${HEAD}" fill="url(#f)"/><path d="${hair}" fill="${figure}"/></g><path fill="url(#v)" d="M0 0h100v100H0z"/></svg>`
}
