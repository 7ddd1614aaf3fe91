"""Who is who: names in credits become people of the catalogue."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.ids import new_id
from kino.core.text import fold_text
from kino.features.metadata import queries
from kino.features.metadata.facts import PersonFact

MAX_NAME_CHARS = 128


class People:
    """The people of one transaction: those found by their folded names, and those made."""

    def __init__(self) -> None:
        self._known: defaultdict[str, list[tuple[UUID, dict[str, str]]]] = defaultdict(list)
        self._new: list[dict[str, Any]] = []

    async def load(self, session: AsyncSession, facts: Iterable[PersonFact]) -> None:
        """Everybody who bears one of these names is known."""
        names = {folded for fact in facts if (folded := fold_name(fact.name))}
        for person_id, name, ids in await queries.list_people_named(session, names):
            self._known[name].append((person_id, ids))

    async def resolve(self, session: AsyncSession, fact: PersonFact) -> UUID | None:
        """The person of this name whose ids elsewhere do not contradict, or a new one; None for no name."""
        folded = fold_name(fact.name)
        if not folded:
            return None
        told = {name: str(value) for name, value in fact.provider_ids.items()}
        same = [each for each in self._known[folded] if _agreements(each[1], told) > 0]
        possible = same or [each for each in self._known[folded] if _agreements(each[1], told) == 0]
        if possible:
            person_id, ids = possible[0]
            if told.keys() - ids.keys():
                ids |= {name: value for name, value in told.items() if name not in ids}
                await self._note_ids(session, person_id, ids)
            return person_id
        person_id = new_id()
        self._known[folded].append((person_id, told))
        self._new.append(
            {
                "id": person_id,
                "name": fact.name.strip()[:MAX_NAME_CHARS],
                "name_folded": folded,
                "provider_ids": told,
            }
        )
        return person_id

    async def write_new(self, session: AsyncSession) -> None:
        """Those who were made are in the database."""
        await queries.add_people(session, self._new)
        self._new = []

    async def _note_ids(self, session: AsyncSession, person_id: UUID, ids: dict[str, str]) -> None:
        made = next((row for row in self._new if row["id"] == person_id), None)
        if made is not None:
            made["provider_ids"] = ids
        else:
            await queries.set_person_ids(session, person_id, ids)


def fold_name(name: str) -> str:
    """The form in which a person's name is compared."""
    return fold_text(name)[:MAX_NAME_CHARS]


def _agreements(known: dict[str, str], told: dict[str, str]) -> int:
    """How many ids are the same; -1 when one of them contradicts: then it is somebody else."""
    both = known.keys() & told.keys()
    return len(both) if all(known[name] == told[name] for name in both) else -1
