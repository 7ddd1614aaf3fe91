"""HTTP in and out of viewing."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query

from kino.core.http import Reading, Writing, errors
from kino.features.accounts.rules import ProfileChosen
from kino.features.catalog.schemas import TitleCard
from kino.features.libraries.scope import Libraries
from kino.features.viewing import service
from kino.features.viewing.errors import HistoryEntryNotFound, ItemNotFound
from kino.features.viewing.parts import rows
from kino.features.viewing.schemas import ContinueCard, HistoryPage, WatchedWish

router = APIRouter(tags=["viewing"])

Limit = Annotated[int, Query(ge=1, le=100)]


@router.get("/continue")
async def list_continue(viewer: ProfileChosen, scope: Libraries, session: Reading) -> list[ContinueCard]:
    """The profile's Continue row, latest first."""
    return await rows.list_continue_cards(session, viewer.profile_id, scope)


@router.delete("/continue/{title_id}", status_code=204)
async def hide_continue(title_id: UUID, viewer: ProfileChosen, session: Writing) -> None:
    """Take a card out of the row until its title is watched again."""
    await service.hide_continue(session, viewer.profile_id, title_id, is_hidden=True)


@router.post("/continue/{title_id}", status_code=204)
async def show_continue(title_id: UUID, viewer: ProfileChosen, session: Writing) -> None:
    """Undo taking it out."""
    await service.hide_continue(session, viewer.profile_id, title_id, is_hidden=False)


@router.get("/list")
async def list_watchlist(
    viewer: ProfileChosen,
    scope: Libraries,
    session: Reading,
    sort: Literal["added", "title", "duration"] = "added",
) -> list[TitleCard]:
    """The titles on the profile's list."""
    return await rows.list_watchlist_cards(session, viewer.profile_id, scope, sort)


@router.put("/list/{title_id}", status_code=204, responses=errors(ItemNotFound))
async def put_on_list(title_id: UUID, viewer: ProfileChosen, scope: Libraries, session: Writing) -> None:
    """Put a title on the profile's list."""
    await service.put_on_list(session, viewer.profile_id, scope, title_id)


@router.delete("/list/{title_id}", status_code=204)
async def take_off_list(title_id: UUID, viewer: ProfileChosen, session: Writing) -> None:
    """Take a title off the profile's list."""
    await service.take_off_list(session, viewer.profile_id, title_id)


@router.get("/history")
async def list_history(
    viewer: ProfileChosen,
    scope: Libraries,
    session: Reading,
    cursor: str | None = None,
    limit: Limit = 40,
) -> HistoryPage:
    """What the profile watched, newest first."""
    return await rows.list_history_page(session, viewer.profile_id, scope, cursor, limit)


@router.delete("/history", status_code=204)
async def forget_history(viewer: ProfileChosen, session: Writing) -> None:
    """Forget the whole history; progress stays."""
    await service.forget_history(session, viewer.profile_id, None)


@router.delete("/history/{entry_id}", status_code=204, responses=errors(HistoryEntryNotFound))
async def forget_history_entry(entry_id: UUID, viewer: ProfileChosen, session: Writing) -> None:
    """Forget one sitting."""
    await service.forget_history(session, viewer.profile_id, entry_id)


@router.put("/items/{item_id}/watched", status_code=204, responses=errors(ItemNotFound))
async def mark_watched(
    item_id: UUID, wish: WatchedWish, viewer: ProfileChosen, scope: Libraries, session: Writing
) -> None:
    """Mark a film, episode, season or series watched or unwatched."""
    await service.mark_watched(session, viewer.profile_id, scope, item_id, is_watched=wish.is_watched)


@router.post("/items/{item_id}/start-over", status_code=204, responses=errors(ItemNotFound))
async def start_over(item_id: UUID, viewer: ProfileChosen, scope: Libraries, session: Writing) -> None:
    """Forget the position in a film or episode."""
    await service.start_over(session, viewer.profile_id, scope, item_id)
