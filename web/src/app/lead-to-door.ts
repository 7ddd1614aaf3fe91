import type { createBrowserRouter } from 'react-router'
import { queryClient } from '@/api/query-client'
import { forgetSession } from '@/api/session'
import { loginPath, paths } from '@/lib/paths'

/** The session is over, here or by somebody elsewhere: to the sign-in page, with the way back in its address. */
export function leadToDoor(router: ReturnType<typeof createBrowserRouter>): void {
  // Where one is going to counts: whoever signs out is on the way to the door already.
  const { location, navigation } = router.state
  const { pathname, search } = navigation.location ?? location
  if (pathname === paths.login) return
  // Emptied behind the page that goes: it would else ask for everything again.
  void router.navigate(loginPath(pathname + search), { replace: true }).then(() => forgetSession(queryClient))
}
