import type { FeatureModule } from '@/lib/feature-module'
import { paths } from '@/lib/paths'

export const feature: FeatureModule = {
  routes: {
    open: [
      { path: paths.login, lazy: async () => ({ Component: (await import('./login-page')).LoginPage }) },
      {
        path: `${paths.register}/:token?`,
        lazy: async () => ({ Component: (await import('./register-page')).RegisterPage }),
      },
      { path: '/reset/:token', lazy: async () => ({ Component: (await import('./reset-page')).ResetPage }) },
    ],
  },
}
