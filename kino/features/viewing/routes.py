"""HTTP in and out of viewing."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query

from kino.core.http import Reading, Writing, api_router, errors
from kino.features.accounts.rules import ProfileChosen
from kino.features.catalog.schemas import TitleCard
from kino.features.libraries.scope import Libraries
from kino.features.viewing import service
from kino.features.viewing.errors import HistoryEntryNotFound, ItemNotFound, UndoOver
from kino.features.viewing.parts import rows
from kino.features.viewing.schemas import ContinueCard, HistoryPage, Undo, WatchedWish

router = api_router("viewing")

Limit = Annotated[int, Query(ge=1, le=100)]


@router.get("/continue")
async def list_continue(viewer: ProfileChosen, scope: Libraries, session: Reading) -> list[ContinueCard]:
    """The profile's Continue row, latest first."""
    return await rows.list_continue_cards(session, viewer.profile_id, scope)


@router.delete("/continue/{title_id}")
async def hide_continue(title_id: UUID, viewer: ProfileChosen, session: Writing) -> Undo:
    """Take a card out of the row until its title is watched again."""
    return Undo(undo_id=await service.hide_continue(session, viewer.profile_id, title_id))


@router.get("/list")
async def list_watchlist(
    viewer: ProfileChosen,
    scope: Libraries,
    session: Reading,
    sort: Literal["added", "title", "duration"] = "added",
) -> list[TitleCard]:
    """The titles on the profile's list."""
    return await rows.list_watchlist_cards(session, viewer.profile_id, scope, sort)


@router.put("/list/{title_id}", responses=errors(ItemNotFound))
async def put_on_list(title_id: UUID, viewer: ProfileChosen, scope: Libraries, session: Writing) -> Undo:
    """Put a title on the profile's list."""
    return Undo(undo_id=await service.put_on_list(session, viewer.profile_id, scope, title_id))


@router.delete("/list/{title_id}")
async def take_off_list(title_id: UUID, viewer: ProfileChosen, session: Writing) -> Undo:
    """Take a title off the profile's list."""
    return Undo(undo_id=await service.take_off_list(session, viewer.profile_id, title_id))


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
    """Forget the whole history; progress stays. This cannot be undone."""
    await service.forget_history(session, viewer.profile_id)


@router.delete("/history/{entry_id}", responses=errors(HistoryEntryNotFound))
async def forget_sitting(entry_id: UUID, viewer: ProfileChosen, session: Writing) -> Undo:
    """Forget one sitting."""
    return Undo(undo_id=await service.forget_sitting(session, viewer.profile_id, entry_id))


@router.put("/items/{item_id}/watched", responses=errors(ItemNotFound))
async def mark_watched(
    item_id: UUID, wish: WatchedWish, viewer: ProfileChosen, scope: Libraries, session: Writing
) -> Undo:
    """Mark a film, episode, season or series watched or unwatched."""
    is_watched, profile_id = wish.is_watched, viewer.profile_id
    return Undo(
        undo_id=await service.mark_watched(session, profile_id, scope, item_id, is_watched=is_watched)
    )


@router.post("/items/{item_id}/start-over", responses=errors(ItemNotFound))
async def start_over(item_id: UUID, viewer: ProfileChosen, scope: Libraries, session: Writing) -> Undo:
    """Forget the position in a film or episode."""
    return Undo(undo_id=await service.start_over(session, viewer.profile_id, scope, item_id))


@router.post("/undo/{undo_id}", status_code=204, responses=errors(UndoOver))
async def undo_write(undo_id: UUID, viewer: ProfileChosen, session: Writing) -> None:
    """Bring back exactly what a write of this profile changed; what is newer than it stays."""
    await service.undo_write(session, viewer.profile_id, undo_id)
