"""One run of ffmpeg over a film's picture, as pieces that can be played."""

import contextlib
import math
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass
from fractions import Fraction

from kino.media.errors import FfmpegFailed
from kino.media.ffmpeg import FfmpegTool, stream_ffmpeg
from kino.media.packaging.fragments import write_fragment
from kino.media.packaging.samples import Frame, Scale, time_pictures
from kino.media.transcode.arguments import TIMESCALE, EncodeJob, encode_arguments, seek_places_s
from kino.media.transcode.fragment_stream import FragmentStream, Group, Init
from kino.media.transcode.pieces import PieceGrid

# Of the average, between a second and the first frame behind it.
_FEW_FRAMES = 2.5
_SCALE = Scale(Fraction(1, TIMESCALE), TIMESCALE)


@dataclass(frozen=True, slots=True)
class Piece:
    """A fragment of the film, [start_s, end_s) in whole seconds; without a frame in it, data is b""."""

    start_s: int
    end_s: int
    data: bytes


async def encode(tool: FfmpegTool, job: EncodeJob) -> AsyncGenerator[Init | Piece]:
    """The init segment, then every piece in order up to job.end_s. Take no more, and ffmpeg waits.

    A run whose first picture comes late begins again earlier: the film may show nothing new there, or the
    keyframe lay before. The init segment comes again, too.

    Raises FfmpegFailed with the end of what ffmpeg said, the film's folder left out; its cause has it whole.
    What was given before stays good.
    """
    *doubtful_s, sure_s = seek_places_s(job)
    usual_s = _FEW_FRAMES / (job.video.frame_rate_fps or 25.0)
    for seek_s in doubtful_s:
        has_begun = False
        run = _encode_from(tool, job, seek_s, job.grid.first_s + usual_s)
        async with contextlib.aclosing(run):
            async for made in run:
                has_begun = isinstance(made, Piece)
                yield made
        if has_begun:
            return
    async with contextlib.aclosing(_encode_from(tool, job, sure_s, math.inf)) as run:
        async for made in run:
            yield made


async def _encode_from(
    tool: FfmpegTool, job: EncodeJob, seek_s: float, latest_s: float
) -> AsyncGenerator[Init | Piece]:
    """One run; without any piece when its first frame is shown later than at latest_s."""
    stream = FragmentStream()
    cutter = _Cutter(job.grid)
    has_picture = latest_s == math.inf
    output = stream_ffmpeg(tool, encode_arguments(job, tool.filters, seek_s), film=job.path)
    async with contextlib.aclosing(output):
        async for data in output:
            for found in stream.feed(data):
                if isinstance(found, Init):
                    yield found
                    continue
                if not has_picture and min(one.present for one in found.frames) > latest_s * TIMESCALE:
                    return
                has_picture = True
                for piece in cutter.add(found):
                    yield piece
    if has_picture:
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
