"""Background work: jobs that survive a crash, run by priority, report progress and can be cancelled.

What is promised, whatever runner carries the work (tests/core/test_jobs_contract.py proves it):
- A job is enqueued in the caller's transaction: it exists if, and only if, that transaction commits.
- Nothing is lost by a kill -9; at most the jobs that were running are run again, so handlers are idempotent.
- Two jobs with the same kind and dedupe key never run at the same time, and at most one waits untouched.

Where the public names live:
- `interface`: JobKind, Schedule, JobRegistry, JobContext, JobView, JobPage, ScheduleView, JobState, and the
  two protocols JobQueue and JobRunner that features and routes are written against
- `queue`:     TableJobQueue, the queue as a table of Kino's own database
- `runner`:    InProcessJobRunner, which runs handlers on the event loop of the process that starts it
- `housekeeping`: register_housekeeping, which forgets finished jobs after a while
- `events`:    JobQueued, JobStarted, JobFinished; each reaches admins live as `job.changed`
- `errors`:    JobNotFound, JobCancelled, JobImpossible, JobPayloadTooLarge and the rest
- `models`:    the tables `job` and `job_schedule`
"""
