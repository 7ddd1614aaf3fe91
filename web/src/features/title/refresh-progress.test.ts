import { QueryClient } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { refreshProgress } from './refresh-progress'

const ROW = ['get', '/api/rows/{row_id}', { params: { path: { row_id: 'added' } } }]

test('progress that changes here makes the further cards of rows stale too', async () => {
  const client = new QueryClient()
  client.setQueryData(ROW, { pages: [] })
  await refreshProgress(client)
  expect(client.getQueryState(ROW)?.isInvalidated).toBe(true)
})
