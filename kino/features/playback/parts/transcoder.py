"""Converted pictures: who wants which piece, which encoders run for that, and how far ahead they may be.

An encoder serves everybody who watches the same file in the same quality near the same second. It is at most
AHEAD_S before the viewer who is farthest, waits then without costing more than memory, and ends when its last
viewer is gone.
"""

import asyncio
import contextlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from uuid import UUID

import structlog

from kino.core.clock import monotonic_s
from kino.core.errors import KinoError
from kino.features.playback.errors import TooManyConversions
from kino.features.playback.parts.hls_film import Picture
from kino.features.playback.parts.piece_cache import KeptPiece, PieceCache
from kino.media.errors import FfmpegFailed, FfmpegMissing, UncuttableFilm, UnreadableFile
from kino.media.ffmpeg import FfmpegTool
from kino.media.open_media import display_name
from kino.media.transcode.encoding import encode
from kino.media.transcode.fragment_stream import Init
from kino.media.transcode.pieces import PieceGrid, even_second

log = structlog.get_logger(__name__)

# Players fill thirty seconds; a little more, so that they never wait for an encoder to be woken.
AHEAD_S = 40
# A request this far before an encoder waits for it: it will be there sooner than a new one.
REACH_S = 10
# Longer than any player waits is of no use to anybody.
_TURN_WITHIN_S = 15.0
_PIECE_WITHIN_S = 60.0
# Without a request for so long, an encoder ends though its viewers live: they are paused, or sought away.
_IDLE_S = 60.0
_LOOK_EVERY_S = 1.0


@dataclass(eq=False, slots=True)
class _Encoder:
    """A running encoder. next_s: the second at which its next piece begins. wanted_s: how far it may go."""

    picture: Picture
    grid: PieceGrid
    wanted_s: float
    next_s: int
    viewers: dict[UUID, float] = field(default_factory=dict)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    failure: KinoError | None = None
    has_ended: bool = False
    task: asyncio.Task[None] | None = None

    def suits(self, start_s: int, end_s: int) -> bool:
        """Whether the segment is of its pieces and will come soon."""
        is_near = self.next_s <= start_s <= self.next_s + REACH_S
        return not self.has_ended and is_near and self.grid.cuts_at(start_s) and self.grid.cuts_at(end_s)

    def tell(self) -> None:
        """Wake all who wait for anything of it."""
        news, self.news = self.news, asyncio.Event()
        news.set()

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Return once it is so."""
        while not is_so():
            await self.news.wait()


class Transcoder:
    """Segments of converted pictures.

    most_running: encoders that work at the same time; more wait for their turn, first come, first served.
                  One that is far enough ahead gives its turn away.
    is_watching:  whether a playback is alive.
    find_tool:    blocks; raises FfmpegMissing.
    """

    def __init__(
        self,
        cache: PieceCache,
        most_running: int,
        is_watching: Callable[[UUID], bool],
        find_tool: Callable[[], FfmpegTool],
    ) -> None:
        self._cache = cache
        self._find_tool = find_tool
        self._tool: asyncio.Task[FfmpegTool] | None = None
        self._turns = asyncio.Semaphore(most_running)
        self._is_watching = is_watching
        self._encoders: list[_Encoder] = []
        self._looking: asyncio.Task[None] | None = None
        self.started_count = 0

    async def open(self) -> None:
        """Find what is kept from earlier, and ffmpeg, which nobody waits for."""
        await self._cache.open()
        self._ask_tool()

    async def is_able(self) -> bool:
        """Whether there is an ffmpeg to convert with."""
        try:
            await asyncio.shield(self._ask_tool())
        except FfmpegMissing as missing:
            log.warning("no film can be converted", reason=missing.message)
            return False
        return True

    def _ask_tool(self) -> asyncio.Task[FfmpegTool]:
        if self._tool is None:
            self._tool = asyncio.get_running_loop().create_task(asyncio.to_thread(self._find_tool))
        return self._tool

    @property
    def running_count(self) -> int:
        """Encoders that live, waiting ones included."""
        return len(self._encoders)

    async def read_init(self, picture: Picture, viewer: UUID, position_s: float) -> bytes:
        """The init segment; where none is known yet, an encoder begins where the viewer will."""
        key = _key(picture)
        kept = await self._cache.read_init(key)
        if kept is not None:
            return kept
        start_s = even_second(position_s)
        encoder = self._find(picture, start_s, start_s) or self._begin(picture, start_s)
        await self._follow(encoder, viewer, start_s, lambda: self._cache.has_init(key))
        made = await self._cache.read_init(key)
        if made is None:
            raise FfmpegFailed("ffmpeg ended without a picture.")
        return made

    async def read_segment(self, picture: Picture, viewer: UUID, span_s: tuple[int, int]) -> bytes:
        """The pieces between two seconds, which are made if need be.

        Raises FfmpegFailed, and TooManyConversions when no encoder's turn comes in time.
        """
        start_s, end_s = span_s
        key = _key(picture)
        parts = []
        at_s = start_s
        while at_s < end_s:
            piece = self._cache.find(key, at_s)
            if piece is None or not _fits(piece, end_s, picture):
                piece = await self._make(picture, viewer, (at_s, end_s))
            else:
                self._keep_going(picture, viewer, at_s)
            data = await self._cache.read(key, piece)
            if data is None:
                # Evicted in between, or the disk lost it.
                continue
            parts.append(data)
            at_s = piece.end_s
        return b"".join(parts)

    async def close(self) -> None:
        """Nothing runs any more."""
        if self._looking is not None:
            self._looking.cancel()
        await self.end_all()

    async def end_all(self) -> None:
        """Every encoder has ended."""
        await asyncio.gather(*(self._stop(encoder) for encoder in list(self._encoders)))

    async def _make(self, picture: Picture, viewer: UUID, span_s: tuple[int, int]) -> KeptPiece:
        start_s, end_s = span_s
        key = _key(picture)
        encoder = self._find(picture, start_s, end_s)
        if encoder is None:
            await self._leave_others(picture, viewer)
            encoder = self._begin(picture, even_second(start_s))

        def is_made() -> bool:
            found = self._cache.find(key, start_s)
            return found is not None and _fits(found, end_s, picture) and encoder.next_s > start_s

        await self._follow(encoder, viewer, end_s, is_made)
        made = self._cache.find(key, start_s)
        if made is None:
            raise FfmpegFailed(f"ffmpeg made no picture at second {start_s}.")
        return made

    def _find(self, picture: Picture, start_s: int, end_s: int) -> _Encoder | None:
        return next(
            (one for one in self._encoders if one.picture == picture and one.suits(start_s, end_s)), None
        )

    def _begin(self, picture: Picture, first_s: int) -> _Encoder:
        grid = PieceGrid(first_s, picture.job.grid.end_s)
        encoder = _Encoder(picture, grid, first_s + AHEAD_S, first_s)
        self.started_count += 1
        encoder.task = asyncio.get_running_loop().create_task(self._run(encoder))
        self._encoders.append(encoder)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.get_running_loop().create_task(self._look_after())
        return encoder

    def _keep_going(self, picture: Picture, viewer: UUID, at_s: int) -> None:
        """What is served from the cache moves its encoder on, too."""
        for encoder in self._encoders:
            if encoder.picture == picture and encoder.grid.first_s <= at_s <= encoder.next_s:
                self._want(encoder, viewer, at_s)

    def _want(self, encoder: _Encoder, viewer: UUID, second: float) -> None:
        encoder.viewers[viewer] = monotonic_s()
        if second + AHEAD_S > encoder.wanted_s:
            encoder.wanted_s = second + AHEAD_S
            encoder.tell()

    async def _follow(
        self, encoder: _Encoder, viewer: UUID, until_s: float, is_made: Callable[[], bool]
    ) -> None:
        """Wait until it is made. Raises what ended the encoder, and TooManyConversions."""
        self._want(encoder, viewer, until_s)
        try:
            async with asyncio.timeout(_PIECE_WITHIN_S):
                await encoder.until(lambda: is_made() or encoder.has_ended)
        except TimeoutError:
            raise FfmpegFailed("The picture is converted too slowly to be watched here.") from None
        if encoder.failure is not None and not is_made():
            raise encoder.failure

    async def _run(self, encoder: _Encoder) -> None:
        """One encoder's life: a turn, pieces up to where they are wanted, a rest, the next turn."""
        key = _key(encoder.picture)
        job = replace(encoder.picture.job, grid=encoder.grid)
        turn = _Turn(self._turns)
        try:
            tool = await asyncio.shield(self._ask_tool())
            await turn.take()
            await _check_file(encoder.picture)
            async with contextlib.aclosing(encode(tool, job)) as output:
                async for made in output:
                    # Before it is kept: ffmpeg opens a path, which may be another film's by then.
                    await _check_file(encoder.picture)
                    if isinstance(made, Init):
                        await self._cache.write_init(key, made.data)
                    else:
                        await self._cache.write(key, made)
                        encoder.next_s = made.end_s
                    encoder.tell()
                    if encoder.next_s > encoder.wanted_s:
                        turn.give_back()
                        await encoder.until(lambda: encoder.next_s <= encoder.wanted_s)
                        await turn.take()
        except KinoError as failure:
            # Viewers are not told where the file lies, the log is.
            log.warning("a film could not be converted", picture=encoder.picture.job.rung.name,
                        reason=str(failure.__cause__ or failure))  # fmt: skip
            encoder.failure = failure
        except OSError as failure:
            log.error("a converted film could not be kept", reason=str(failure))
            encoder.failure = FfmpegFailed(
                f"The converted picture could not be written ({failure.strerror}). "
                "Make room on the disk of Kino's data folder."
            )
        finally:
            turn.give_back()
            encoder.has_ended = True
            with contextlib.suppress(ValueError):
                self._encoders.remove(encoder)
            encoder.tell()

    async def _leave_others(self, picture: Picture, viewer: UUID) -> None:
        """Who seeks far or changes quality no longer needs the encoder that was theirs alone."""
        for encoder in list(self._encoders):
            if viewer in encoder.viewers:
                del encoder.viewers[viewer]
                if not encoder.viewers:
                    await self._stop(encoder)

    async def _look_after(self) -> None:
        """Encoders without a viewer end."""
        while self._encoders:
            await asyncio.sleep(_LOOK_EVERY_S)
            for encoder in list(self._encoders):
                newest_s = max(encoder.viewers.values(), default=0.0)
                watchers = [viewer for viewer in encoder.viewers if self._is_watching(viewer)]
                if not watchers or monotonic_s() - newest_s > _IDLE_S:
                    await self._stop(encoder)

    async def _stop(self, encoder: _Encoder) -> None:
        if encoder.task is not None:
            encoder.task.cancel()
            await asyncio.wait([encoder.task])


class _Turn:
    """A place among the encoders that work."""

    def __init__(self, turns: asyncio.Semaphore) -> None:
        self._turns = turns
        self._has_it = False

    async def take(self) -> None:
        """Wait for it, first come, first served. Raises TooManyConversions."""
        try:
            async with asyncio.timeout(_TURN_WITHIN_S):
                await self._turns.acquire()
        except TimeoutError:
            raise TooManyConversions(
                "This Kino converts as many films as its machine can at the moment. "
                "Try again soon, or choose the original quality if your device plays it."
            ) from None
        self._has_it = True

    def give_back(self) -> None:
        if self._has_it:
            self._has_it = False
            self._turns.release()


def _fits(piece: KeptPiece, end_s: int, picture: Picture) -> bool:
    """Whether the piece shows nothing from end_s on: the last one of a film ends behind it."""
    is_last = end_s >= picture.job.grid.end_s
    return is_last or piece.end_s <= max(end_s, piece.start_s + 1)


async def _check_file(picture: Picture) -> None:
    """Raises UncuttableFilm when the file is no longer the one that the picture is of, UnreadableFile."""
    path = picture.job.path
    try:
        found = await asyncio.to_thread(os.stat, path)
    except OSError as error:
        raise UnreadableFile(
            f"{display_name(path)} cannot be read ({error.strerror}). "
            "Check that it still exists and that Kino may read it."
        ) from error
    if (found.st_size, found.st_mtime_ns) != picture.facts:
        raise UncuttableFilm("The file was replaced by another one while it played.")


def _key(picture: Picture) -> str:
    job = picture.job
    return PieceCache.key_of(job.path, picture.facts, job.video.index, job.rung.name)
