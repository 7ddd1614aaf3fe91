"""A house with a small catalogue, and reports of players without a player."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from kino.core.db import Database
from kino.core.ids import new_id
from kino.features.viewing import queries, service
from kino.features.viewing import register as viewing
from kino.features.viewing import routes as viewing_routes
from kino.features.viewing.models import (
    ContinueEntry,
    HistoryEntry,
    Progress,
    SeriesProgress,
    WatchlistEntry,
)
from kino.features.viewing.service import ProgressReport
from tests.support.catalogue import Catalogue
from tests.support.signed_in import House, SignedInMember, open_house


@dataclass(slots=True)
class ViewingHouse:
    """A house with one library and a member who sees it."""

    house: House
    catalogue: Catalogue
    library_id: UUID
    ada: SignedInMember

    async def report(
        self,
        item_id: UUID,
        position_s: float,
        *,
        playback_id: UUID | None = None,
        watched_s: float = 10.0,
        has_ended: bool = False,
        member: SignedInMember | None = None,
    ) -> bool:
        """A player's report; without a playback_id it begins a playback of its own."""
        report = ProgressReport(playback_id or new_id(), position_s, None, watched_s, has_ended)
        async with self.catalogue.database.write() as session:
            item = await queries.find_item(session, item_id)
            assert item is not None
            return await service.record_progress(session, (member or self.ada).profile_id, item, report)

    async def get(self, path: str, member: SignedInMember | None = None) -> Any:
        """The JSON at a path of the API."""
        answer = await (member or self.ada).client.get(f"/api/{path}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def send(self, method: str, path: str, json: Any = None, status: int = 200) -> Any:
        """A write; fails unless it is answered with the status."""
        answer = await self.ada.client.request(method, f"/api/{path}", json=json)
        assert answer.status_code == status, answer.text
        return answer

    async def take_back(self, answer: Any, status: int = 204) -> None:
        """Undo what this answer answered."""
        await self.send("POST", f"undo/{answer.json()['undo_id']}", status=status)

    async def read_rows(self) -> dict[str, list[dict[str, Any]]]:
        """Every row that viewing keeps, by table, to be compared as a whole."""
        rows = {}
        async with self.catalogue.database.read() as session:
            for table in (Progress, SeriesProgress, ContinueEntry, HistoryEntry, WatchlistEntry):
                found = await session.execute(select(table.__table__).order_by(*table.__table__.primary_key))
                rows[table.__tablename__] = [dict(row) for row in found.mappings()]
        return rows

    async def continues(self, member: SignedInMember | None = None) -> list[tuple[str, float, bool]]:
        """Item, position and is_next of the Continue row."""
        cards = await self.get("continue", member)
        return [(card["item_id"], card["position_s"], card["is_next"]) for card in cards]


@pytest.fixture
async def viewing_house(database: Database, tmp_path: Path) -> AsyncIterator[ViewingHouse]:
    async with open_house(
        database, tmp_path, routers=[viewing_routes.router], registers=[viewing.register]
    ) as house:
        catalogue = Catalogue(database)
        library_id = await catalogue.add_library()
        yield ViewingHouse(house, catalogue, library_id, await house.add_member("ada", role="admin"))
