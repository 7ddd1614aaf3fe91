import { clsx, type ClassValue } from 'clsx'
import { extendTailwindMerge } from 'tailwind-merge'

const SIZES = ['12', '13', '15', '17', '22', '28', '40', '56', '72', '96', 'hero']

// Our type scale is named by its pixels; without this `text-13` would count as a colour and swallow `text-ash`.
const merge = extendTailwindMerge({
  extend: {
    classGroups: {
      'font-size': [{ text: SIZES }],
      rounded: [{ rounded: ['control', 'card', 'panel', 'full'] }],
    },
  },
})

/** One class list; of two utilities for the same property the later one stays. */
export function cn(...inputs: ClassValue[]): string {
  return merge(clsx(inputs))
}
