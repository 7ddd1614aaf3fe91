"""The rules of metadata: what somebody knows of items is written down, and a title is read anew."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.db import record_event
from kino.core.jobs.interface import JobQueue
from kino.core.text import fold_text, readable_text
from kino.features.artwork import service as artwork
from kino.features.catalog.errors import TitleNotFound
from kino.features.catalog.events import TitleRefreshAsked, TitlesChanged
from kino.features.catalog.models import Credit, ItemGenre
from kino.features.metadata import queries
from kino.features.metadata.facts import ItemFacts, PersonFact
from kino.features.metadata.parts.people import People
from kino.features.metadata.parts.write_facts import changed_columns
from kino.features.metadata.queries import KnownItem

READ_LIBRARY = "metadata.read_library"
# A person pressed the button and waits.
REFRESH_PRIORITY = 50
MAX_GENRES = 20
MAX_PEOPLE = 300


async def apply_facts(
    session: AsyncSession, item_id: UUID, facts: ItemFacts, *, only_empty: bool = False
) -> bool:
    """The item says what the facts say, but for its locked fields; True when that changed anything.

    only_empty: what the item says already is kept. An item that is gone: False. Records TitlesChanged.
    """
    return bool(await apply_many(session, [(item_id, facts)], only_empty=only_empty))


async def apply_many(
    session: AsyncSession, told: Sequence[tuple[UUID, ItemFacts]], *, only_empty: bool = False
) -> set[UUID]:
    """apply_facts for many items with some dozen statements; the items that changed.

    Of several facts about one item the last one wins, field by field only where it speaks.
    """
    changed: set[UUID] = set()
    for batch in _rounds(told):
        items = await queries.read_items(session, list(batch))
        known = {item_id: facts for item_id, facts in batch.items() if item_id in items}
        columns = {
            item_id: values
            for item_id, facts in known.items()
            if (values := changed_columns(items[item_id], facts, only_empty=only_empty))
        }
        await queries.write_items(session, columns)
        changed |= columns.keys()
        changed |= await _write_genres(session, items, known, only_empty=only_empty)
        changed |= await _write_people(session, items, known, only_empty=only_empty)
        changed |= await _write_external_ids(session, items, known, only_empty=only_empty)
        _record(session, items, changed)
    return changed


def _rounds(told: Sequence[tuple[UUID, ItemFacts]]) -> list[dict[UUID, ItemFacts]]:
    """The facts in rounds in which each item comes once, in their order."""
    rounds: list[dict[UUID, ItemFacts]] = []
    seen: dict[UUID, int] = {}
    for item_id, facts in told:
        number = seen[item_id] = seen.get(item_id, -1) + 1
        if number == len(rounds):
            rounds.append({})
        rounds[number][item_id] = facts
    return rounds


def _record(session: AsyncSession, items: Mapping[UUID, KnownItem], changed: set[UUID]) -> None:
    titles: dict[UUID, set[UUID]] = {}
    for item in items.values():
        if item.id in changed:
            titles.setdefault(item.library_id, set()).add(item.title_id)
    for library_id, title_ids in titles.items():
        record_event(session, TitlesChanged(library_id, tuple(sorted(title_ids))))


async def _write_genres(
    session: AsyncSession,
    items: Mapping[UUID, KnownItem],
    told: Mapping[UUID, ItemFacts],
    *,
    only_empty: bool,
) -> set[UUID]:
    """Genres of titles; seasons and episodes have those of their series."""
    wanted = {
        item_id: _slugs(facts.genres)
        for item_id, facts in told.items()
        if facts.genres is not None
        and items[item_id].is_title
        and "genres" not in items[item_id].locked_fields
    }
    if only_empty and wanted:
        taken = await queries.list_items_with(session, ItemGenre, list(wanted))
        wanted = {item_id: slugs for item_id, slugs in wanted.items() if item_id not in taken}
    names = {slug: name for slugs in wanted.values() for slug, name in slugs.items()}
    ids = await queries.find_genres(session, list(names))
    missing = {slug: name for slug, name in names.items() if slug not in ids}
    if missing:
        await queries.make_genres(session, missing)
        ids |= await queries.find_genres(session, list(missing))
    before = await queries.read_item_genres(session, list(wanted))
    genres_of = {
        item_id: found
        for item_id, slugs in wanted.items()
        if (found := {ids[slug] for slug in slugs}) != before.get(item_id, set())
    }
    rows = [
        {
            "item_id": item_id,
            "genre_id": genre_id,
            "library_id": items[item_id].library_id,
            "added_at": items[item_id].added_at,
        }
        for item_id, found in genres_of.items()
        for genre_id in found
    ]
    await queries.replace_item_genres(session, list(genres_of), rows)
    return set(genres_of)


def _slugs(genres: Sequence[str]) -> dict[str, str]:
    """Slug → name: "Science-Fiction" and "science fiction" are one genre, called as first written."""
    found: dict[str, str] = {}
    for name in genres:
        slug = fold_text(name).replace(" ", "-")[:64].strip("-")
        if slug and len(found) < MAX_GENRES:
            found.setdefault(slug, readable_text(name).strip()[:64])
    return found


async def _write_people(
    session: AsyncSession,
    items: Mapping[UUID, KnownItem],
    told: Mapping[UUID, ItemFacts],
    *,
    only_empty: bool,
) -> set[UUID]:
    wanted: dict[UUID, Sequence[PersonFact]] = {
        item_id: facts.people[:MAX_PEOPLE]
        for item_id, facts in told.items()
        if facts.people is not None and "people" not in items[item_id].locked_fields
    }
    if only_empty and wanted:
        taken = await queries.list_items_with(session, Credit, list(wanted))
        wanted = {item_id: people for item_id, people in wanted.items() if item_id not in taken}
    if not wanted:
        return set()
    people = People()
    await people.load(session, [fact for facts in wanted.values() for fact in facts])
    credits_of: dict[UUID, list[tuple[UUID, str, str | None]]] = {}
    for item_id, facts in wanted.items():
        found: dict[tuple[UUID, str, str | None], None] = {}
        for fact in facts:
            person_id = await people.resolve(session, fact)
            if person_id is not None:
                role = fact.character.strip()[:255] if fact.character else None
                found[person_id, fact.job.strip().lower()[:32], role or None] = None
        credits_of[item_id] = list(found)
    await people.write_new(session)
    before = await queries.read_credits(session, list(credits_of))
    credits_of = {item_id: each for item_id, each in credits_of.items() if before.get(item_id, []) != each}
    await queries.replace_credits(session, credits_of)
    return set(credits_of)


async def _write_external_ids(
    session: AsyncSession,
    items: Mapping[UUID, KnownItem],
    told: Mapping[UUID, ItemFacts],
    *,
    only_empty: bool,
) -> set[UUID]:
    asked = [
        item_id
        for item_id, facts in told.items()
        if facts.external_ids and "external_ids" not in items[item_id].locked_fields
    ]
    before = await queries.read_external_ids(session, asked)
    wanted: dict[UUID, dict[str, str]] = {}
    for item_id in asked:
        known = before.get(item_id, {})
        new = {
            name[:16]: str(value)[:64]
            for name, value in told[item_id].external_ids.items()
            if known.get(name) != str(value) and not (only_empty and name in known)
        }
        if new:
            wanted[item_id] = new
    await queries.put_external_ids(session, wanted)
    return set(wanted)


async def want_reading(
    session: AsyncSession, queue: JobQueue, library_id: UUID, *, priority: int = 0
) -> UUID:
    """A job will take over what has not been taken over beside the library's films; its id."""
    return await queue.enqueue(
        session,
        READ_LIBRARY,
        {"library_id": str(library_id)},
        priority=priority,
        dedupe_key=str(library_id),
        library_id=library_id,
    )


async def refresh_title(session: AsyncSession, queue: JobQueue, title_id: UUID) -> None:
    """NFO documents, pictures and files of the title will be read anew, soon. Raises TitleNotFound."""
    library_id = await queries.find_title(session, title_id)
    if library_id is None:
        raise TitleNotFound(f"There is no film or series {title_id}.")
    item_ids = await queries.list_tree_ids(session, title_id)
    await queries.mark_unused(session, item_ids)
    await want_reading(session, queue, library_id, priority=REFRESH_PRIORITY)
    await artwork.want_items(session, queue, library_id, item_ids, priority=REFRESH_PRIORITY, again=True)
    record_event(session, TitleRefreshAsked(library_id, title_id))
