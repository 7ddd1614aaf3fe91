"""What higher features do before a folder leaves its library, while everything of it is still known."""

from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncSession

from kino.features.libraries.models import LibraryFolder

SayGoodbye = Callable[[AsyncSession, LibraryFolder], Awaitable[None]]


class LeavingFolders:
    """Tells every feature that registered, in the transaction that removes the folder.

    A follower of FolderRemoved would come too late: the rows below a folder go with it, and with them the
    knowledge whose they were.
    """

    def __init__(self) -> None:
        self._listeners: list[SayGoodbye] = []

    def register(self, say_goodbye: SayGoodbye) -> None:
        """Let a feature write what follows from a folder's end; it only writes, and briefly."""
        self._listeners.append(say_goodbye)

    async def say_goodbye(self, session: AsyncSession, folder: LibraryFolder) -> None:
        """Everybody has written what belongs to the folder's end; raises whatever one of them raises."""
        for listener in self._listeners:
            await listener(session, folder)
