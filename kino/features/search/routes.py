"""HTTP in and out of search."""

from typing import Annotated

from fastapi import Query

from kino.core.http import Reading, api_router
from kino.features.accounts.rules import ProfileChosen
from kino.features.libraries.scope import Libraries
from kino.features.search import service
from kino.features.search.schemas import SearchAnswer

router = api_router("search")


@router.get("/search")
async def search(
    viewer: ProfileChosen,
    scope: Libraries,
    session: Reading,
    q: Annotated[str, Query(description="What was typed so far; its last word may be half a word.")] = "",
    limit: Annotated[int, Query(ge=1, le=60, description="Of titles.")] = 24,
) -> SearchAnswer:
    """Films, series, episodes, cast and crew that match what was typed."""
    return await service.search(session, viewer, scope, q, limit)
