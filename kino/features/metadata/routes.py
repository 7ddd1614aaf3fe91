"""HTTP in and out of metadata."""

from uuid import UUID

from kino.core.http import Context, Writing, api_router, errors
from kino.core.jobs.interface import JobQueue
from kino.features.accounts.rules import AdminOnly
from kino.features.catalog.errors import TitleNotFound
from kino.features.metadata import service

router = api_router("metadata")


@router.post("/admin/titles/{title_id}/refresh", status_code=204, responses=errors(TitleNotFound))
async def refresh_title(title_id: UUID, _viewer: AdminOnly, context: Context, session: Writing) -> None:
    """Read everything about a film or series anew: NFO files, pictures, and the files themselves."""
    await service.refresh_title(session, context.part(JobQueue), title_id)
