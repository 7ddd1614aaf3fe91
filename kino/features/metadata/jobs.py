"""Background work of metadata: take over the NFO files of a library that are new or changed."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.clock import now
from kino.core.context import ServerContext
from kino.core.db import record_event
from kino.core.jobs.interface import JobContext, JobKind, JobRegistry, JsonObject
from kino.core.text import readable_text
from kino.core.workers import Outcome, WorkerPool
from kino.features.catalog.events import SidecarUnreadable
from kino.features.metadata import queries, service
from kino.features.metadata.facts import ItemFacts
from kino.features.metadata.parts.nfo_facts import ItemPlace, NfoFacts, read_facts
from kino.features.metadata.parts.read_nfo import NfoReading, read_nfo
from kino.features.metadata.queries import KnownItem, UnreadNfo

# Parsed side by side, then written in one transaction of some 50 ms.
BATCH_FILES = 100
# A chunk of NFO files takes some 10 ms; a disk that sleeps takes seconds to wake up.
PARSE_TIMEOUT_S = 30.0
PARSE_PRIORITY = 10
MOST_REASONS = 50


def register_jobs(context: ServerContext) -> None:
    """Register what metadata does in the background."""

    async def read(job: JobContext) -> JsonObject:
        return await read_library(context, job)

    context.part(JobRegistry).register(JobKind(service.READ_LIBRARY, read))


async def read_library(context: ServerContext, job: JobContext) -> JsonObject:
    """Every NFO file of the library that has not been taken over is, or is told with its reason.

    Each file is marked once it was looked at, so an interrupted job goes on where it stood.
    """
    library_id = UUID(job.payload["library_id"])
    async with context.database.read() as session:
        total = await queries.count_unread_nfos(session, library_id)
    done, changed, after = 0, 0, None
    reasons: list[dict[str, str]] = []
    while True:
        job.raise_if_cancelled()
        await job.report(done, max(total, done), "metadata.reading")
        async with context.database.read() as session:
            files = await queries.list_unread_nfos(session, library_id, after, BATCH_FILES)
        if not files:
            break
        outcomes = await context.part(WorkerPool).run_batch(
            read_nfo,
            [(file.root, file.path) for file in files],
            chunk=25,
            timeout_s=PARSE_TIMEOUT_S,
            priority=PARSE_PRIORITY,
        )
        async with context.database.write() as session:
            taken = await take_over(session, library_id, files, outcomes)
        changed += taken[0]
        reasons += taken[1]
        done, after = done + len(files), files[-1].id
    return {
        "file_count": done,
        "changed_count": changed,
        "unreadable_count": len(reasons),
        "reasons": reasons[:MOST_REASONS],
    }


async def take_over(
    session: AsyncSession,
    library_id: UUID,
    files: Sequence[UnreadNfo],
    outcomes: Sequence[Outcome[NfoReading]],
) -> tuple[int, list[dict[str, str]]]:
    """The items say what their NFO files say; how many changed, and which files could not be used."""
    items = await queries.read_items(session, {file.item_id for file in files})
    told: list[tuple[UUID, ItemFacts]] = []
    reasons: list[dict[str, str]] = []
    for file, outcome in zip(files, outcomes, strict=True):
        item = items.get(file.item_id)
        if item is None:
            continue
        found = _read_outcome(outcome, item)
        if isinstance(found, NfoFacts):
            told += await _targets(session, item, found)
        else:
            code, reason = found
            reasons.append({"path": readable_text(file.path), "code": code, "detail": reason})
            record_event(session, SidecarUnreadable(library_id, file.folder_id, file.path, code, reason))
    changed = await service.apply_many(session, told)
    await queries.mark_used(session, [file.id for file in files], now())
    return len(changed), reasons


def _read_outcome(outcome: Outcome[NfoReading], item: KnownItem) -> NfoFacts | tuple[str, str]:
    """Facts, or the code and the sentence of why there are none."""
    if outcome.value is None:
        return "worker_failed", f"The NFO file could not be read: {str(outcome.error)[:300]}"
    if not outcome.value.documents:
        return outcome.value.code, outcome.value.reason
    place = ItemPlace(item.kind, item.season_number, item.episode_number, item.last_episode_number)
    found = read_facts(outcome.value.documents, place)
    if found is None:
        kind = outcome.value.documents[0].kind
        return "nfo_of_other_kind", f"The NFO file describes a {kind}, but it lies beside a {item.kind}."
    return found


async def _targets(session: AsyncSession, item: KnownItem, found: NfoFacts) -> list[tuple[UUID, ItemFacts]]:
    """Which items the facts are about: the item, its series, and seasons that the document names."""
    target_id = item.series_id if found.target == "series" else item.id
    if target_id is None:
        return []
    told = [(target_id, found.facts)]
    if found.season_names:
        seasons = await queries.list_season_ids(session, target_id)
        told += [
            (seasons[number], ItemFacts(title=name))
            for number, name in found.season_names
            if number in seasons
        ]
    return told
