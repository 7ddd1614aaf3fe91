"""Routes of the demo library; its deletion is that of any library."""

from kino.core.http import Context, api_router, errors
from kino.features.accounts.errors import AdminsOnly, NotSignedIn
from kino.features.accounts.rules import AdminOnly
from kino.features.demo import service
from kino.features.demo.errors import DemoFolderUnusable, DemoNotThere
from kino.features.demo.schemas import DemoAdded, DemoStatus
from kino.features.libraries.errors import FolderOverlaps

router = api_router("demo", responses=errors(NotSignedIn, AdminsOnly))


@router.post("/admin/demo", responses=errors(DemoFolderUnusable, FolderOverlaps))
async def add_demo(_: AdminOnly, context: Context) -> DemoAdded:
    """Add the demo library, or look after the one that is there."""
    return DemoAdded(library_id=await service.add_demo_library(context))


@router.get("/admin/demo")
async def get_demo(_: AdminOnly, context: Context) -> DemoStatus:
    """How far each of the demo's films is."""
    return await service.describe_demo(context)


@router.post("/admin/demo/fetch", status_code=204, responses=errors(DemoNotThere))
async def fetch_demo(_: AdminOnly, context: Context) -> None:
    """Try again now to fetch the films that are missing."""
    await service.fetch_now(context)
