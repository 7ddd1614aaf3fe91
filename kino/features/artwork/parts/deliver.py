"""A rendition on its way to a browser, made again when the disk has lost it."""

import asyncio
import os

from fastapi import Response
from starlette.types import Receive, Scope, Send

from kino.core.file_delivery import DeliveredFile, FileDelivery
from kino.core.workers import WorkerError, WorkerPool
from kino.features.artwork.errors import ArtworkDiskFull, ArtworkUnwritable
from kino.features.artwork.parts.picture_store import KeptPicture, PictureStore
from kino.features.artwork.parts.render import render_again
from kino.features.artwork.parts.variants import find_family
from kino.media.errors import MediaError

# The address names the content, so it never changes; private, because not everybody may see it.
CACHE_CONTROL = b"private, max-age=31536000, immutable"
RENDER_TIMEOUT_S = 20.0


class PictureDelivery:
    """Sends pictures of the artwork folder; made once a server, closed at its end."""

    def __init__(self, store: PictureStore, workers: WorkerPool) -> None:
        self._store = store
        self._workers = workers
        # Without a proxy's hand-over: that is configured for media folders, and pictures are small.
        self._files = FileDelivery()
        self._rendering: dict[tuple[str, str], asyncio.Task[None]] = {}

    async def close(self) -> None:
        """Let go of every open file."""
        self._files.close()

    async def find(self, picture_hash: str, variant: str) -> KeptPicture | None:
        """The rendition, made from the widest one that is left if need be; None when nothing is left."""
        kept = await asyncio.to_thread(self._store.find, picture_hash, variant)
        if kept is not None:
            return kept
        # Forty cards that miss the same picture wait for one rendering of it.
        key = (picture_hash, variant)
        task = self._rendering.get(key)
        if task is None:
            task = self._rendering[key] = asyncio.create_task(self._render(picture_hash, variant))
            task.add_done_callback(lambda _: self._rendering.pop(key, None))
        await asyncio.shield(task)
        return await asyncio.to_thread(self._store.find, picture_hash, variant)

    def answer(self, picture_hash: str, variant: str, kept: KeptPicture) -> Response:
        """The response that sends the rendition."""
        file = DeliveredFile(
            path=os.fsencode(kept.path),
            size_bytes=kept.size_bytes,
            mtime_ns=kept.mtime_ns,
            etag_seed=f"{picture_hash}-{variant}",
            media_type="image/webp",
            cache_control=CACHE_CONTROL,
        )
        return _FileAnswer(self._files, file)

    async def _render(self, picture_hash: str, variant: str) -> None:
        left = await asyncio.to_thread(self._store.find_largest, picture_hash)
        family = find_family(variant)
        if left is None or family is None:
            return
        try:
            data = await asyncio.to_thread(left.path.read_bytes)
            made = await self._workers.run(render_again, data, family, timeout_s=RENDER_TIMEOUT_S)
            # What is left may be narrower than the wish; it is kept under the wished name all the same.
            named = dict(made) | {variant: dict(made).get(variant) or made[-1][1]}
            await asyncio.to_thread(self._store.keep, picture_hash, list(named.items()))
        except (MediaError, WorkerError, ArtworkDiskFull, ArtworkUnwritable, OSError):
            return  # there is no such picture then, which is what the caller answers


class _FileAnswer(Response):
    media_type = "image/webp"

    def __init__(self, files: FileDelivery, file: DeliveredFile) -> None:
        super().__init__()
        self._files = files
        self._file = file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._files.deliver_file(scope, receive, send, self._file)
