"""One run of ffmpeg over a film's picture, as pieces that can be played."""

import contextlib
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass
from fractions import Fraction

from kino.media.errors import FfmpegFailed
from kino.media.ffmpeg import FfmpegTool, stream_ffmpeg
from kino.media.packaging.fragments import write_fragment
from kino.media.packaging.samples import Frame, Scale, time_pictures
from kino.media.transcode.arguments import TIMESCALE, EncodeJob, encode_arguments
from kino.media.transcode.fragment_stream import FragmentStream, Group, Init
from kino.media.transcode.pieces import PieceGrid

_SCALE = Scale(Fraction(1, TIMESCALE), TIMESCALE)


@dataclass(frozen=True, slots=True)
class Piece:
    """A fragment of the film, [start_s, end_s) in whole seconds; without a frame in it, data is b""."""

    start_s: int
    end_s: int
    data: bytes


async def encode(tool: FfmpegTool, job: EncodeJob) -> AsyncGenerator[Init | Piece]:
    """The init segment, then every piece in order up to job.end_s. Take no more, and ffmpeg waits.

    Raises FfmpegFailed with the end of what ffmpeg said, the film's folder left out; its cause has it whole.
    What was given before stays good.
    """
    stream = FragmentStream()
    cutter = _Cutter(job.grid)
    output = stream_ffmpeg(tool, encode_arguments(job, tool.filters), film=job.path)
    async with contextlib.aclosing(output):
        async for data in output:
            for found in stream.feed(data):
                if isinstance(found, Init):
                    yield found
                    continue
                for piece in cutter.add(found):
                    yield piece
    for piece in cutter.end(job.end_s):
        yield piece


class _Cutter:
    """Groups of pictures to pieces: each knows its length only by the one behind it."""

    def __init__(self, grid: PieceGrid) -> None:
        self._grid = grid
        self._second = grid.first_s
        self._frames: list[Frame] = []

    def add(self, group: Group) -> Iterator[Piece]:
        shown = min(frame.present for frame in group.frames)
        # Cuts were rounded to ticks, times to those of the file.
        second = self._grid.piece_at((shown + 1) / TIMESCALE)
        if second < self._second:
            raise FfmpegFailed(f"ffmpeg went back to second {second} from {self._second}.")
        if second > self._second:
            yield from self._finish(second, shown)
        self._frames += group.frames

    def end(self, end_s: float) -> Iterator[Piece]:
        while self._second < end_s:
            yield from self._finish(self._grid.next_after(self._second), None)

    def _finish(self, until: int, following: int | None) -> Iterator[Piece]:
        """Pieces up to `until`, all but the first empty: the film shows nothing new for so long."""
        while self._second < until:
            end = self._grid.next_after(self._second)
            data = b""
            if self._frames:
                samples = time_pictures(self._frames, following, _SCALE)
                data = write_fragment(1, self._second, samples)
                self._frames = []
            yield Piece(self._second, end, data)
            self._second = end
