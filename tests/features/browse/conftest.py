"""A house with a catalogue to browse; progress is written by viewing's own rules."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from kino.core.db import Database
from kino.core.ids import new_id
from kino.features.browse import register as browse
from kino.features.browse import routes as browse_routes
from kino.features.browse.parts.house_facts import HouseFacts
from kino.features.viewing import queries, service
from kino.features.viewing import register as viewing
from kino.features.viewing import routes as viewing_routes
from kino.features.viewing.service import ProgressReport
from tests.support.catalogue import Catalogue
from tests.support.signed_in import House, SignedInMember, open_house


@dataclass(slots=True)
class BrowseHouse:
    """A house, its catalogue, one library, and a member who sees everything."""

    house: House
    catalogue: Catalogue
    library_id: UUID
    ada: SignedInMember

    async def get(
        self, path: str, member: SignedInMember | None = None, status: int = 200, **params: Any
    ) -> Any:
        """The JSON at a path of the API; parameters that are None are left out."""
        given = {name: value for name, value in params.items() if value is not None}
        answer = await (member or self.ada).client.get(f"/api/{path}", params=given)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def watch(self, item_id: UUID, position_s: float, member: SignedInMember | None = None) -> None:
        """A player's report of a new playback."""
        async with self.catalogue.database.write() as session:
            item = await queries.find_item(session, item_id)
            assert item is not None
            report = ProgressReport(new_id(), position_s, None, 60.0)
            await service.record_progress(session, (member or self.ada).profile_id, item, report)

    async def recount(self) -> None:
        """What the server does soon after the catalogue has changed."""
        facts = self.house.context.part(HouseFacts)
        await facts.ready()
        await facts._count()

    async def rows(self, member: SignedInMember | None = None) -> dict[str, list[str]]:
        """Titles of the home screen's cards by row."""
        home = await self.get("home", member)
        return {
            row["id"]: [card["title"] for card in row["items"]]
            or [card["title"]["title"] for card in row["continue_items"]]
            for row in home["rows"]
        }


@pytest.fixture
async def browse_house(database: Database, tmp_path: Path) -> AsyncIterator[BrowseHouse]:
    async with open_house(
        database,
        tmp_path,
        routers=[browse_routes.router, viewing_routes.router],
        registers=[viewing.register, browse.register],
    ) as house:
        catalogue = Catalogue(database)
        library_id = await catalogue.add_library()
        yield BrowseHouse(house, catalogue, library_id, await house.add_member("ada", role="admin"))
