import { I18nProvider } from '@lingui/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { Middleware } from 'openapi-fetch'
import type { ReactNode } from 'react'
import { expect, onTestFinished, test } from 'vitest'
import { renderHook } from 'vitest-browser-react'
import { api } from '@/api/client'
import { ApiError } from '@/api/errors'
import { type Me, meQuery, type Profile } from '@/api/session'
import { i18n } from '@/lib/i18n'
import { useProfileSetting } from './use-profile-setting'

test('a refused change takes back its own fields only, and says that it was not saved', async () => {
  const { promise: refusal, resolve: refuse } = Promise.withResolvers<void>()
  const middleware: Middleware = {
    async onRequest({ request }) {
      if (!(await request.clone().text()).includes('"name"')) return Response.json({})
      await refusal
      throw new ApiError(409, 'NameTaken', 'Taken.')
    },
  }
  api.use(middleware)
  onTestFinished(() => api.eject(middleware))
  const client = new QueryClient()
  const profile = { id: 'anna', name: 'Anna', hides_spoilers: false } as Profile
  const { queryKey } = meQuery()
  client.setQueryData<Me>(queryKey, { profile, profiles: [profile] } as Me)
  const wrapper = ({ children }: { children: ReactNode }) => (
    <I18nProvider i18n={i18n}>
      <QueryClientProvider client={client}>{children}</QueryClientProvider>
    </I18nProvider>
  )
  const { result } = await renderHook(() => useProfileSetting('anna'), { wrapper })

  const renamed = result.current({ name: 'Bert' })
  expect(client.getQueryData<Me>(queryKey)?.profile?.name).toBe('Bert')
  expect(await result.current({ hides_spoilers: true })).toBe(true)
  refuse()
  expect(await renamed).toBe(false)
  expect(client.getQueryData<Me>(queryKey)?.profile).toMatchObject({ name: 'Anna', hides_spoilers: true })
})
