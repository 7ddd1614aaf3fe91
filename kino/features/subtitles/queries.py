"""Every statement of subtitles; it has no tables of its own."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from kino.features.catalog.models import Sidecar
from kino.features.libraries.models import LibraryFolder


class TextFile(NamedTuple):
    """A subtitle file beside a film."""

    id: UUID
    root: bytes
    path: bytes
    language: str | None
    label: str | None
    is_forced: bool
    is_sdh: bool

    @property
    def ending(self) -> str:
        """What its name ends with, in lower case."""
        return self.path.rpartition(b".")[2].decode("ascii", "replace").lower()


async def list_text_files(session: AsyncSession, file_id: UUID) -> Sequence[TextFile]:
    """Subtitle files beside a film, whatever they are written in, by name."""
    query = (
        select(
            Sidecar.id,
            LibraryFolder.path,
            Sidecar.path,
            Sidecar.language,
            Sidecar.label,
            Sidecar.is_forced,
            Sidecar.is_sdh,
        )
        .join(LibraryFolder, LibraryFolder.id == Sidecar.folder_id)
        .where(Sidecar.file_id == file_id, Sidecar.kind == "subtitle")
        .order_by(Sidecar.path)
    )
    return [TextFile(*row) for row in await session.execute(query)]
