import { useLingui } from '@lingui/react/macro'
import type { Job } from '../queries'

/** What a job does and how it stands, in words. */
export function useJobWords() {
  const { t } = useLingui()
  const title = (job: Job): string => {
    const library =
      job.library_name ?? String(job.title_facts['library'] ?? job.title_facts['library_name'] ?? '')
    const titles: Record<string, string> = {
      'scanner.scan_library': library ? t`Scan ${library}` : t`Scan a library`,
      'scanner.probe_library': library ? t`Open the files of ${library}` : t`Open new files`,
      'scanner.rescan_all': t`Scan all libraries`,
      'scanner.forget_missing': t`Forget files that stayed away`,
      'metadata.read_library': library ? t`Read descriptions of ${library}` : t`Read descriptions`,
      'metadata.forget_unused': t`Forget people and genres without titles`,
      'artwork.fill_library': library ? t`Find pictures for ${library}` : t`Find pictures`,
      'artwork.tidy': t`Tidy up pictures`,
      'trickplay.make_film': t`Draw the timeline of a film`,
      'trickplay.make_ahead': t`Draw timelines ahead of time`,
      'trickplay.tidy': t`Tidy up timelines`,
      'search.index_titles': t`Bring the search up to date`,
      'playback.forget_ended': t`Forget playbacks that ended`,
      'demo.prepare': t`Prepare the demo library`,
      'demo.fetch': t`Fetch films of the demo library`,
      'jobs.forget_finished': t`Forget finished jobs`,
    }
    return titles[job.kind] ?? job.kind
  }
  const state = (job: Job): string =>
    ({
      queued: job.error ? t`Tries again` : t`Waiting`,
      running: t`Running`,
      succeeded: t`Done`,
      failed: t`Failed`,
      cancelled: t`Cancelled`,
    })[job.state]
  return { title, state }
}
