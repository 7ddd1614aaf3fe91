import { QueryClient } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import type { Job, Overview } from '../queries'
import { overviewQuery } from '../queries'
import { applyJobChange } from './live-jobs'

const JOB: Job = {
  id: 'a',
  kind: 'scanner.scan_library',
  title_code: 'job.scanner.scan_library',
  title_facts: {},
  state: 'running',
  priority: 0,
  done: 1,
  total: 10,
  eta_s: null,
  message_code: null,
  message_facts: {},
  error: null,
  attempt: 1,
  library_id: 'l',
  library_name: 'Films',
  created_at: '2026-11-22T10:00:00Z',
  started_at: null,
  finished_at: null,
}

/** The same job as the live message tells it, further on. */
function tell(changes: Partial<Job> & { progress_done?: number }) {
  const { done, total, error, created_at, library_name: _, ...rest } = JOB
  return {
    ...rest,
    progress_done: done,
    progress_total: total,
    error_message: error,
    queued_at: created_at,
    ...changes,
  }
}

function clientWithLists() {
  const client = new QueryClient()
  client.setQueryData(overviewQuery().queryKey, { jobs: [JOB] } as unknown as Overview)
  client.setQueryData(['get', '/api/admin/jobs', {}], {
    pages: [{ items: [JOB], next_cursor: null }],
    pageParams: [null],
  })
  return client
}

const isStale = (client: QueryClient, path: string) =>
  client.getQueryCache().find({ queryKey: ['get', path], exact: false })?.state.isInvalidated

test('progress goes straight into both lists and keeps the name of the library', () => {
  const client = clientWithLists()
  applyJobChange(tell({ progress_done: 7 }), client)
  const overview = client.getQueryData<Overview>(overviewQuery().queryKey)
  expect(overview?.jobs[0]).toMatchObject({ done: 7, library_name: 'Films' })
  expect(JSON.stringify(client.getQueryData(['get', '/api/admin/jobs', {}]))).toContain('"done":7')
  expect(isStale(client, '/api/admin/jobs')).toBe(false)
})

test('an ended job makes both lists ask again, because filters and counts may change', () => {
  const client = clientWithLists()
  applyJobChange(tell({ state: 'failed' }), client)
  expect(isStale(client, '/api/admin/overview')).toBe(true)
  expect(isStale(client, '/api/admin/jobs')).toBe(true)
})

test('a job that no list shows makes them ask again', () => {
  const client = clientWithLists()
  applyJobChange(tell({ id: 'b' }), client)
  expect(isStale(client, '/api/admin/jobs')).toBe(true)
})
