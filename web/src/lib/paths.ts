/** Every address of the app, in one place: features link to each other through these and never import each other. */
export const paths = {
  home: '/',
  films: '/films',
  series: '/series',
  myList: '/list',
  history: '/history',
  search: '/search',
  settings: '/settings',
  admin: '/admin',
  login: '/login',
  register: '/register',
  firstRun: '/setup',
  profiles: '/profiles',
  title: (id: string) => `/title/${id}`,
  person: (id: string) => `/person/${id}`,
  /** `item_id` is a film or an episode. */
  play: (item_id: string) => `/play/${item_id}`,
  adminPage: (page: string) => `/admin/${page}`,
  /** Where HTTPS is explained and set up. */
  https: '/settings/https',
} as const

/** The login address that leads back to where the member was. */
export function loginPath(returnTo: string): string {
  return returnTo === '/' ? paths.login : `${paths.login}?next=${encodeURIComponent(returnTo)}`
}

/** The `next` of a login address, when it is a page of this app: another host must not be reachable through it. */
export function safeReturnPath(next: string | null): string {
  if (!next?.startsWith('/') || next.startsWith('//') || next.includes('\\')) return paths.home
  return next
}
