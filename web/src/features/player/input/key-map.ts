import { msg } from '@lingui/core/macro'
import type { MessageDescriptor } from '@lingui/core'
import type { Commands } from '../commands'

type Row = readonly [keys: readonly string[], run: (commands: Commands) => void]

const digits: Row[] = Array.from({ length: 10 }, (_, digit) => [
  [String(digit)],
  (commands) => commands.seekToShare(digit / 10),
])

/** What each key does; names as `nameKey` gives them. */
const ROWS: readonly Row[] = [
  [['Space', 'k', 'MediaPlayPause'], (commands) => commands.toggle()],
  [['MediaPlay'], (commands) => commands.play()],
  [['MediaPause'], (commands) => commands.pause()],
  [['MediaStop'], (commands) => commands.stop()],
  [['j', 'ArrowLeft', 'MediaRewind'], (commands) => commands.seekBy(-10)],
  [['l', 'ArrowRight', 'MediaFastForward'], (commands) => commands.seekBy(10)],
  [['Shift+j', 'Shift+ArrowLeft'], (commands) => commands.seekBy(-30)],
  [['Shift+l', 'Shift+ArrowRight'], (commands) => commands.seekBy(30)],
  [[','], (commands) => commands.stepFrame(-1)],
  [['.'], (commands) => commands.stepFrame(1)],
  [['<'], (commands) => commands.stepRate(-1)],
  [['>'], (commands) => commands.stepRate(1)],
  [['ArrowUp'], (commands) => commands.stepVolume(1)],
  [['ArrowDown'], (commands) => commands.stepVolume(-1)],
  [['m'], (commands) => commands.toggleMuted()],
  [['f'], (commands) => commands.toggleFullscreen()],
  [['p'], (commands) => commands.togglePictureInPicture()],
  [['a'], (commands) => commands.toggleSheet('audio')],
  [['c'], (commands) => commands.toggleSubtitles()],
  [['Shift+c'], (commands) => commands.nextSubtitles()],
  [['g'], (commands) => commands.delaySubtitles(-0.05)],
  [['h'], (commands) => commands.delaySubtitles(0.05)],
  [['e'], (commands) => commands.toggleSheet('episodes')],
  [['i'], (commands) => commands.toggleSheet('stats')],
  [['?'], (commands) => commands.toggleSheet('keys')],
  [['s'], (commands) => commands.skip()],
  [['n', 'MediaTrackNext'], (commands) => commands.next()],
  [['Shift+p', 'MediaTrackPrevious'], (commands) => commands.previous()],
  [['PageUp'], (commands) => commands.stepChapter(-1)],
  [['PageDown'], (commands) => commands.stepChapter(1)],
  [['Home'], (commands) => commands.seekToShare(0)],
  [['End'], (commands) => commands.seekToShare(1)],
  [['Escape', 'Back'], (commands) => commands.back()],
  ...digits,
]

export const KEY_COMMANDS: Readonly<Record<string, (commands: Commands) => void>> = Object.fromEntries(
  ROWS.flatMap(([keys, run]) => keys.map((key) => [key, run])),
)

/** What goes on while its key is held; everything else happens once a press, or a held Space would stutter. */
const HELD = /^(Shift\+)?([jlgh,.]|Arrow\w+|Page\w+|MediaRewind|MediaFastForward)$/

/** Runs a key's command. `isRepeated`: the key is held, and the system presses it again and again. */
export function runKey(key: string, isRepeated: boolean, commands: Commands): void {
  if (!isRepeated || HELD.test(key)) KEY_COMMANDS[key]?.(commands)
}

export interface KeyHelp {
  keys: readonly string[]
  does: MessageDescriptor
}

/** The cheat sheet, in the order of use. */
export const KEY_HELP: readonly KeyHelp[] = [
  { keys: ['Space', 'K'], does: msg`Play or pause` },
  { keys: ['J', '←'], does: msg`Back 10 seconds; 30 with Shift` },
  { keys: ['L', '→'], does: msg`Forward 10 seconds; 30 with Shift` },
  { keys: [',', '.'], does: msg`One frame back or forward` },
  { keys: ['<', '>'], does: msg`Slower or faster` },
  { keys: ['↑', '↓', 'M'], does: msg`Louder, quieter, sound off` },
  { keys: ['0–9'], does: msg`To a tenth of the film` },
  { keys: ['Home', 'End'], does: msg`To the beginning or the end` },
  { keys: ['PgUp', 'PgDn'], does: msg`Chapter back or forward` },
  { keys: ['F'], does: msg`Full screen` },
  { keys: ['P'], does: msg`Picture in picture` },
  { keys: ['A'], does: msg`Sound tracks` },
  { keys: ['C', 'Shift C'], does: msg`Subtitles on or off; the next ones` },
  { keys: ['G', 'H'], does: msg`Subtitles earlier or later` },
  { keys: ['E'], does: msg`Episodes` },
  { keys: ['N', 'Shift P'], does: msg`Next or previous episode` },
  { keys: ['S'], does: msg`Skip the recap, the intro or the credits` },
  { keys: ['I'], does: msg`What plays, and why so` },
  { keys: ['Esc'], does: msg`One level back` },
]
