import { I18nProvider } from '@lingui/react'
import { QueryClientProvider } from '@tanstack/react-query'
import { Direction } from 'radix-ui'
import { startTransition, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { RouterProvider } from 'react-router/dom'
import { queryClient } from './api/query-client'
import { readBootstrap, seedQueries } from './app/bootstrap'
import { createRouter } from './app/router'
import { activateLanguage, i18n, preferredLanguage } from './lib/i18n'
import { isTelevision } from './lib/is-television'
import './styles/index.css'

const bootstrap = readBootstrap()
seedQueries(queryClient, bootstrap)
if (bootstrap.shell) document.documentElement.dataset['shell'] = bootstrap.shell
if (isTelevision()) void import('./lib/arrow-walk').then(({ walkByArrows }) => walkByArrows())

const router = createRouter()
await activateLanguage(preferredLanguage(bootstrap.language))

// In slices, between which the browser may paint and listen.
startTransition(() =>
  createRoot(document.getElementById('root') ?? document.body).render(
    <StrictMode>
      <I18nProvider i18n={i18n}>
        <QueryClientProvider client={queryClient}>
          <Direction.Provider dir={document.documentElement.dir === 'rtl' ? 'rtl' : 'ltr'}>
            <RouterProvider router={router} />
          </Direction.Provider>
        </QueryClientProvider>
      </I18nProvider>
    </StrictMode>,
  ),
)
