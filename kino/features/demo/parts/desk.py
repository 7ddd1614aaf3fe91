"""What the demo does right now, kept in memory; what must survive a restart is in its settings."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from kino.features.demo.schemas import FilmState
from kino.providers.internet_archive.client import InternetArchive
from kino.providers.internet_archive.download import DownloadLimits

# Between two films: the archive is a library, not a content network.
PAUSE_S = 1.0


@dataclass(frozen=True, slots=True)
class Activity:
    """What is being done for a film."""

    state: FilmState
    done_bytes: int | None = None
    total_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a film is not here. is_final: trying again soon will hardly help."""

    reason: str
    is_final: bool


@dataclass(slots=True)
class DemoDesk:
    """One for each server.

    root, incoming: where finished and unfinished films lie.
    library_id:     of the demo library, None without one.
    may_fetch:      False when the server was started to stay offline.
    troubles:       by the slug of the film.
    placing:        held while files appear in or vanish from the folder and the catalogue.
    """

    root: Path
    incoming: Path
    library_id: UUID | None = None
    may_fetch: bool = True
    is_offline: bool = False
    troubles: dict[str, Trouble] = field(default_factory=dict)
    activities: dict[str, Activity] = field(default_factory=dict)
    adding: asyncio.Lock = field(default_factory=asyncio.Lock)
    placing: asyncio.Lock = field(default_factory=asyncio.Lock)
    painting: asyncio.Lock = field(default_factory=asyncio.Lock)
    open_archive: Callable[[], AbstractAsyncContextManager[InternetArchive]] = InternetArchive
    limits: DownloadLimits = field(default_factory=DownloadLimits)
    pause_s: float = PAUSE_S

    def forget(self) -> None:
        """There is no demo library any more."""
        self.library_id = None
        self.is_offline = False
        self.troubles.clear()
        self.activities.clear()
