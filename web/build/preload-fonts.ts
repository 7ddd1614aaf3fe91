import type { HtmlTagDescriptor, Plugin } from 'vite'

// The two files that every screen's first paint uses; latin-ext comes only when a letter asks for it.
const PRELOADED = [/geist-latin-wght-normal-.*\.woff2$/, /fraunces-latin-opsz-normal-.*\.woff2$/]

/** Adds `<link rel="preload">` for the hashed font files, which no one can write by hand. */
export function preloadFonts(): Plugin {
  return {
    name: 'kino-preload-fonts',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_html, context) {
        const files = Object.keys(context.bundle ?? {})
        return PRELOADED.flatMap((pattern): HtmlTagDescriptor[] => {
          const file = files.find((name) => pattern.test(name))
          if (!file) throw new Error(`No font file matches ${pattern}: were the fonts renamed?`)
          const attrs = {
            rel: 'preload',
            as: 'font',
            type: 'font/woff2',
            crossorigin: true,
            href: `/${file}`,
          }
          return [{ tag: 'link', attrs, injectTo: 'head' }]
        })
      },
    },
  }
}
