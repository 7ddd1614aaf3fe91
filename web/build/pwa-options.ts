import type { VitePWAOptions } from 'vite-plugin-pwa'

/**
 * The installed app. Only the shell is kept: files that are the same for everybody. Pages are never kept, because the
 * server writes the member's data into them; without a network a page visit is answered by offline.html.
 * The API and media bytes never touch the service worker's caches.
 */
export const pwaOptions: Partial<VitePWAOptions> = {
  registerType: 'prompt',
  injectRegister: false,
  includeAssets: [],
  manifest: {
    name: 'Kino',
    short_name: 'Kino',
    description: 'Your private cinema',
    id: '/',
    start_url: '/',
    scope: '/',
    display: 'standalone',
    background_color: '#0B0908',
    theme_color: '#0B0908',
    categories: ['entertainment', 'video'],
    icons: [
      { src: '/favicon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
      { src: '/icons/kino-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
      { src: '/icons/kino-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
      { src: '/icons/kino-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    ],
  },
  workbox: {
    globPatterns: [
      'offline.html',
      'favicon.svg',
      'assets/{index,framework}-*.{js,css}',
      'assets/{geist-latin-wght,fraunces-latin-opsz}-normal-*.woff2',
    ],
    navigateFallback: null,
    cleanupOutdatedCaches: true,
    clientsClaim: true,
    runtimeCaching: [
      {
        urlPattern: ({ request, url }) =>
          request.mode === 'navigate' &&
          !url.pathname.startsWith('/api') &&
          !url.pathname.startsWith('/stream'),
        handler: 'NetworkOnly',
        options: { precacheFallback: { fallbackURL: '/offline.html' } },
      },
    ],
  },
}
