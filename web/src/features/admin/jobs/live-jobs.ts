import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import type { components } from '@/api/schema'
import { type Job, type Overview, overviewQuery } from '../queries'

type JobPage = components['schemas']['JobCardPage']

/** A job as the live message tells it; the lists call a few of its fields otherwise. */
interface JobMessage extends Omit<Job, 'done' | 'total' | 'error' | 'created_at' | 'library_name'> {
  progress_done: number
  progress_total: number | null
  error_message: string | null
  queued_at: string
}

export function fromMessage(message: JobMessage, known: Job | undefined): Job {
  return {
    ...message,
    done: message.progress_done,
    total: message.progress_total,
    error: message.error_message,
    created_at: message.queued_at,
    library_name: known?.library_name ?? null,
  }
}

/** Writes a job's news into every list that shows it; a list where it is new asks again. */
export function applyJobChange(data: unknown, client: QueryClient): void {
  const message = data as JobMessage
  const overviewKey = overviewQuery().queryKey
  const overview = client.getQueryData<Overview>(overviewKey)
  const known = overview?.jobs.find((job) => job.id === message.id)
  const isOver = !['queued', 'running'].includes(message.state)
  if (overview && known && !isOver) {
    const jobs = overview.jobs.map((job) => (job.id === message.id ? fromMessage(message, job) : job))
    client.setQueryData<Overview>(overviewKey, { ...overview, jobs })
  } else if (overview) void client.invalidateQueries({ queryKey: overviewKey })

  for (const [key, pages] of client.getQueriesData<InfiniteData<JobPage>>({
    queryKey: ['get', '/api/admin/jobs'],
  })) {
    const old = pages?.pages.flatMap((page) => page.items).find((job) => job.id === message.id)
    // A change of state may belong to another filter, so the server decides where it stands now.
    if (!pages || old?.state !== message.state) void client.invalidateQueries({ queryKey: key })
    else client.setQueryData(key, replaceJob(pages, fromMessage(message, old)))
  }
}

function replaceJob(data: InfiniteData<JobPage>, job: Job): InfiniteData<JobPage> {
  const pages = data.pages.map((page) => ({
    ...page,
    items: page.items.map((each) => (each.id === job.id ? job : each)),
  }))
  return { ...data, pages }
}
