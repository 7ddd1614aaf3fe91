"""Background work of metadata: take over what is new beside films, forget whom no title names any more."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.clock import now
from kino.core.context import ServerContext
from kino.core.db import record_event
from kino.core.jobs.interface import JobContext, JobKind, JobRegistry, JsonObject
from kino.core.jobs.schedules import Schedule
from kino.core.text import readable_text
from kino.core.workers import Outcome, WorkerPool
from kino.features.catalog.events import PeopleForgotten, SidecarUnreadable
from kino.features.catalog.models import Genre, Person
from kino.features.metadata import queries, service
from kino.features.metadata.facts import ItemFacts
from kino.features.metadata.parts.nfo_facts import ItemPlace, NfoFacts, read_facts
from kino.features.metadata.parts.people import fold_name
from kino.features.metadata.parts.portraits import (
    NamedPortrait,
    list_named,
    take_named_portraits,
    take_portraits,
)
from kino.features.metadata.parts.read_nfo import NfoReading, read_nfo
from kino.features.metadata.queries import KnownItem, UnreadNfo

# Parsed side by side, then written in one transaction of some 50 ms.
BATCH_FILES = 100
# A chunk of NFO files takes some 10 ms; a disk that sleeps takes seconds to wake up.
PARSE_TIMEOUT_S = 30.0
PARSE_PRIORITY = 10
MOST_REASONS = 50
FORGET_UNUSED = "metadata.forget_unused"
FORGET_BATCH = 500  # short transactions: on SQLite everyone who writes waits for them


def register_jobs(context: ServerContext) -> None:
    """Register what metadata does in the background."""

    async def read(job: JobContext) -> JsonObject:
        return await read_library(context, job)

    async def forget(job: JobContext) -> JsonObject:
        return {
            "person_count": await forget_unused(context, job, Person),
            "genre_count": await forget_unused(context, job, Genre),
        }

    registry = context.part(JobRegistry)
    registry.register(JobKind(service.READ_LIBRARY, read))
    registry.register(JobKind(FORGET_UNUSED, forget))
    # Just before artwork.tidy, which removes the portraits' files.
    registry.register_schedule(Schedule(FORGET_UNUSED, FORGET_UNUSED, daily_at="04:35"))


async def forget_unused(context: ServerContext, job: JobContext, table: type[Person] | type[Genre]) -> int:
    """People without a credit, or genres without a title, are gone; how many.

    A title that only has no files now keeps its people and genres: it comes back with them.
    """
    count, after = 0, None
    while True:
        job.raise_if_cancelled()
        async with context.database.read() as session:
            found = await queries.list_unused(session, table, after, FORGET_BATCH)
        if not found:
            return count
        async with context.database.write() as session:
            gone = await queries.delete_unused(session, table, found)
            if gone and table is Person:
                record_event(session, PeopleForgotten(tuple(gone)))
        count, after = count + len(gone), found[-1]


async def read_library(context: ServerContext, job: JobContext) -> JsonObject:
    """Every NFO file and portrait of the library that has not been taken over is, or is told with its reason.

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
            files = await queries.list_unread(session, UnreadNfo, library_id, after, BATCH_FILES)
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
        for file, item_id, named in taken.pictured:
            await take_named_portraits(context, library_id, file, item_id, named)
        if taken.pictured:
            async with context.database.write() as session:
                await queries.mark_used(session, [file.id for file, _, _ in taken.pictured], now())
        changed += taken.changed_count
        reasons += taken.reasons
        done, after = done + len(files), files[-1].id
    portraits = await take_portraits(context, job, library_id)
    return {
        "file_count": done,
        "portrait_count": portraits,
        "changed_count": changed,
        "unreadable_count": len(reasons),
        "reasons": reasons[:MOST_REASONS],
    }


@dataclass(slots=True)
class TakenOver:
    """What came of some NFO files: how many items changed, which files could not be used and why.

    pictured: documents that name portraits beside them, with the item whose people they show; they count as
              used only when those have been taken over, too.
    """

    changed_count: int = 0
    reasons: list[dict[str, str]] = field(default_factory=list)
    pictured: list[tuple[UnreadNfo, UUID, list[NamedPortrait]]] = field(default_factory=list)


async def take_over(
    session: AsyncSession,
    library_id: UUID,
    files: Sequence[UnreadNfo],
    outcomes: Sequence[Outcome[NfoReading]],
) -> TakenOver:
    """The items say what their NFO files say."""
    taken = TakenOver()
    items = await queries.read_items(session, {file.item_id for file in files})
    told: list[tuple[UUID, ItemFacts]] = []

    def refuse(file: UnreadNfo, code: str, reason: str) -> None:
        taken.reasons.append({"path": readable_text(file.path), "code": code, "detail": reason})
        record_event(session, SidecarUnreadable(library_id, file.folder_id, file.path, code, reason))

    for file, outcome in zip(files, outcomes, strict=True):
        item = items.get(file.item_id)
        if item is None:
            continue
        found = _read_outcome(outcome, item)
        if not isinstance(found, NfoFacts):
            refuse(file, *found)
            continue
        targets = await _targets(session, item, found)
        told += targets
        named, reason = list_named(file, found.facts.people or ())
        if reason:
            refuse(file, "leaves_library", reason)
        if named and targets:
            taken.pictured.append((file, targets[0][0], named))
    changed = await service.apply_many(session, told)
    taken.changed_count = len(changed)
    names = {
        fold_name(person.name)
        for item_id, facts in told
        if item_id in changed
        for person in facts.people or ()
    }
    if names:
        await queries.mark_portraits_unused(session, changed, names)
    later = {file.id for file, _, _ in taken.pictured}
    await queries.mark_used(session, [file.id for file in files if file.id not in later], now())
    return taken


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
