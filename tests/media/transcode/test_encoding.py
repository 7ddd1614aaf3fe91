"""Pictures converted by a real ffmpeg: every frame of the source, when the source shows it."""

import asyncio
import contextlib
import io
import math
import os
import re
import shutil
from dataclasses import replace
from pathlib import Path

import av
import pytest

from kino.media.errors import FfmpegFailed
from kino.media.ffmpeg import FfmpegTool, find_ffmpeg, run_ffmpeg
from kino.media.info import DolbyVision, MediaInfo
from kino.media.probe import probe_file
from kino.media.transcode.arguments import EncodeJob, encode_arguments
from kino.media.transcode.encoding import Piece, encode
from kino.media.transcode.fragment_stream import FragmentStream, Init
from kino.media.transcode.ladder import list_rungs
from kino.media.transcode.pieces import PieceGrid
from tests.media.clips import Clips, draw

SOURCES = [
    "hevc.mp4",
    "hdr10.mkv",
    "av1.mp4",
    "vp9.webm",
    "interlaced.mp4",
    "rotated.mp4",
    "anamorphic.mp4",
    "late-start.ts",
    "plain.ts",
    "h264.avi",
    "variable-rate.mkv",
    "no-cues.mkv",
    "open-gop.mkv",
    "with-cover.mp4",
    "fragmented.mp4",
]
FRAME_S = 0.05


@pytest.fixture(scope="session")
def tool(tmp_path_factory: pytest.TempPathFactory) -> FfmpegTool:
    return find_ffmpeg(None, tmp_path_factory.getbasetemp())


def _job(path: Path, first_s: int = 0, info: MediaInfo | None = None) -> EncodeJob:
    info = info or probe_file(path)
    assert info.duration_s is not None
    video = info.video[0]
    grid = PieceGrid(first_s, info.duration_s)
    return EncodeJob(os.fsencode(path), info.container, info.start_s, video, list_rungs(video)[0], grid)


async def _encode(tool: FfmpegTool, job: EncodeJob) -> tuple[bytes, list[Piece]]:
    init, pieces = b"", []
    async with contextlib.aclosing(encode(tool, job)) as output:
        async for made in output:
            if isinstance(made, Init):
                init = made.data
            else:
                pieces.append(made)
    return init, pieces


def _shown_s(source: str | io.BytesIO, start_s: float = 0.0) -> list[float]:
    with av.open(source, "r") as container:
        stream = container.streams.video[0]
        return sorted(float((frame.pts or 0) * (frame.time_base or 1)) - start_s
                      for frame in container.decode(stream))  # fmt: skip


@pytest.mark.parametrize("name", SOURCES)
async def test_every_frame_is_there_when_the_source_shows_it(
    clips: Clips, tool: FfmpegTool, name: str
) -> None:
    path = clips.get(name)
    info = probe_file(path)
    init, pieces = await _encode(tool, _job(path, info=info))
    source_s = [time_s for time_s in _shown_s(str(path), info.start_s) if time_s >= -1e-6]
    made_s = _shown_s(io.BytesIO(init + b"".join(piece.data for piece in pieces)))
    assert len(made_s) == len(source_s)
    assert max(abs(made - own) for made, own in zip(made_s, source_s, strict=True)) < 0.0006
    # Each piece by itself, with the frames of its own seconds.
    for piece in pieces:
        if piece.data:
            own_s = _shown_s(io.BytesIO(init + piece.data))
            assert piece.start_s - 0.001 <= own_s[0] <= own_s[-1] < piece.end_s


@pytest.mark.parametrize("name", ["vp9.webm", "late-start.ts", "h264.avi", "no-cues.mkv"])
async def test_encoder_that_begins_later_makes_the_same_frames(
    clips: Clips, tool: FfmpegTool, name: str
) -> None:
    path = clips.get(name)
    init, whole = await _encode(tool, _job(path))
    other_init, rest = await _encode(tool, _job(path, first_s=2))
    assert other_init == init
    assert [piece.start_s for piece in rest] == [one.start_s for one in whole if one.start_s >= 2]
    for piece in rest:
        (same,) = (one for one in whole if one.start_s == piece.start_s)
        assert _shown_s(io.BytesIO(init + piece.data)) == _shown_s(io.BytesIO(init + same.data))


def _draw_film(path: Path, length_s: int, group_s: float, *filters: str) -> None:
    # Small and slow: only its times are of interest.
    source = f"testsrc2=size=64x36:rate=5:duration={length_s}"
    keyframes = f"keyint={group_s * 5:.0f}:min-keyint={group_s * 5:.0f}:scenecut=0"
    draw(path, "-f", "lavfi", "-i", source, *filters, "-c:v", "libx264", "-preset", "ultrafast",
         "-pix_fmt", "yuv420p", "-x264-params", keyframes)  # fmt: skip


@pytest.mark.parametrize("suffix", ["ts", "avi", "mkv"])
@pytest.mark.parametrize(
    ("length_s", "group_s", "first_s"), [(40, 10, 28), (90, 60, 50), (300, 290, 200), (90, 36.6, 36)]
)
async def test_keyframe_is_found_however_far_before_it_lies(
    tool: FfmpegTool, tmp_path: Path, suffix: str, length_s: int, group_s: float, first_s: int
) -> None:
    path = tmp_path / f"film.{suffix}"
    _draw_film(path, length_s, group_s)
    job = _job(path, first_s=first_s)
    init, pieces = await _encode(tool, job)
    assert all(piece.data for piece in pieces)
    own_s = [one for one in _shown_s(str(path), job.start_s) if one >= first_s - 1e-6]
    made_s = _shown_s(io.BytesIO(init + b"".join(piece.data for piece in pieces)))
    assert made_s == pytest.approx(own_s, abs=0.0006)


@pytest.mark.parametrize("suffix", ["ts", "mkv"])
async def test_second_in_which_the_film_shows_nothing_new_has_an_empty_piece(
    tool: FfmpegTool, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"film.{suffix}"
    _draw_film(path, 20, 2, "-vf", "select='not(between(t,8.5,13.5))'", "-fps_mode", "vfr")
    init, pieces = await _encode(tool, _job(path, first_s=10))
    assert [piece.start_s for piece in pieces if not piece.data] == [10, 11, 12]
    own_s = _shown_s(io.BytesIO(init + b"".join(piece.data for piece in pieces)))
    assert (own_s[0], own_s[-1]) == pytest.approx((13.6, 19.8), abs=0.0006)


@pytest.mark.parametrize("name", ["hevc.mp4", "rotated.mp4", "anamorphic.mp4"])
async def test_picture_looks_like_the_source(clips: Clips, tool: FfmpegTool, name: str) -> None:
    path = clips.get(name)
    job = _job(path)
    init, pieces = await _encode(tool, job)
    made = io.BytesIO(init + b"".join(piece.data for piece in pieces))
    for place in (0, -1):
        own, other = _luma(str(path), job, place), _luma(made, job, place)
        made.seek(0)
        noise = sum((a - b) ** 2 for a, b in zip(own, other, strict=True)) / len(own)
        assert 10 * math.log10(255**2 / max(noise, 1e-9)) > 30


def _luma(source: str | io.BytesIO, job: EncodeJob, place: int) -> bytes:
    """The brightness of a frame, upright, in the size that it is converted to."""
    with av.open(source, "r") as container:
        frame = list(container.decode(container.streams.video[0]))[place]
        turned = round(-frame.rotation / 90) % 4
        width, height = job.rung.width_px, job.rung.height_px
        if turned % 2:
            width, height = height, width
        picture = frame.to_image(width=width, height=height).convert("L")  # type: ignore[no-untyped-call]
        return bytes(picture.rotate(-90 * turned, expand=True).tobytes())


async def test_codec_is_the_one_that_the_playlist_says(clips: Clips, tool: FfmpegTool) -> None:
    job = _job(clips.get("hdr10.mkv"))
    init, pieces = await _encode(tool, job)
    with av.open(io.BytesIO(init + pieces[0].data), "r") as container:
        codec = container.streams.video[0].codec_context
        assert codec.extradata is not None
        assert "avc1." + codec.extradata[1:4].hex() == job.rung.codec_string
        assert (codec.width, codec.height, codec.pix_fmt) == (
            job.rung.width_px,
            job.rung.height_px,
            "yuv420p",
        )


async def test_bright_film_is_mapped_to_what_every_screen_shows(clips: Clips, tool: FfmpegTool) -> None:
    arguments = encode_arguments(_job(clips.get("hdr10.mkv")), tool.filters)
    (chain,) = (one for one in arguments if b"setsar" in one)
    assert b"tonemap" in chain
    without = encode_arguments(_job(clips.get("hdr10.mkv")), tool.filters - {"zscale"})
    assert not any(b"tonemap" in one for one in without)


@pytest.mark.parametrize(
    ("compatibility_id", "expected"),
    [
        (1, b"tin=smpte2084"),
        (6, b"tin=smpte2084"),
        (4, b"tin=arib-std-b67"),
        (2, None),
        (3, b"tin=smpte2084"),
    ],
)
def test_dolby_vision_is_mapped_from_its_base_layer(
    clips: Clips, tool: FfmpegTool, compatibility_id: int, expected: bytes | None
) -> None:
    job = _job(clips.get("hdr10.mkv"))
    dolby = DolbyVision(8, 6, False, compatibility_id, "dvh1.08.06")
    video = replace(job.video, dolby_vision=dolby, dynamic_range="dolby_vision")
    arguments = encode_arguments(replace(job, video=video), tool.filters)
    (chain,) = (one for one in arguments if b"setsar" in one)
    if expected is None:
        assert b"tonemap" not in chain
    else:
        assert expected in chain


async def test_film_that_is_none_ends_with_what_ffmpeg_said(
    clips: Clips, tool: FfmpegTool, tmp_path: Path
) -> None:
    job = _job(clips.get("hevc.mp4"))
    path = tmp_path / "film.mp4"
    path.write_bytes(b"\x00" * 5000)
    with pytest.raises(FfmpegFailed, match="Invalid data"):
        await _encode(tool, EncodeJob(os.fsencode(path), job.container, 0, job.video, job.rung, job.grid))


@pytest.mark.parametrize(
    "folders",
    ["Qx", "Qx %d xQ", "Qx\x1bxQ", b"Qx\xffxQ", "/".join(["QxQxQxQ" * 30] * 6)],
    ids=["plain", "percent", "control", "no-utf-8", "longer-than-a-line"],
)
async def test_viewers_are_not_told_where_a_film_lies(
    clips: Clips, tool: FfmpegTool, tmp_path: Path, folders: str | bytes
) -> None:
    job = _job(clips.get("hevc.mp4"))
    path = tmp_path / os.fsdecode(folders) / "film.mp4"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\x00" * 5000)
    with pytest.raises(FfmpegFailed, match="Invalid data") as failed:
        await _encode(tool, replace(job, path=os.fsencode(path)))
    assert not re.search(f"{re.escape(str(tmp_path))}|Qx|xQ|/film", failed.value.message)
    assert str(tmp_path) in str(failed.value.__cause__)


async def test_name_of_a_film_is_never_an_option_or_an_address(
    clips: Clips, tool: FfmpegTool, tmp_path: Path
) -> None:
    name = b"-i http:\xff%03d 'x'; $(touch x).mp4"
    path = tmp_path / os.fsdecode(name)
    shutil.copy(clips.get("hevc.mp4"), path)
    _, pieces = await _encode(tool, _job(path))
    assert pieces[0].data
    assert os.listdir(tmp_path) == [os.fsdecode(name)]  # noqa: PTH208 - the names as they are


async def test_encoder_ends_when_nobody_takes_its_pieces(clips: Clips, tool: FfmpegTool) -> None:
    before = _children()
    async with contextlib.aclosing(encode(tool, _job(clips.get("hevc.mp4")))) as output:
        await anext(output)
        own = _children() - before
        assert own
    async with asyncio.timeout(60):
        while own & _children():  # noqa: ASYNC110 - nobody tells when a process is gone
            await asyncio.sleep(0.01)


def _children() -> set[str]:
    """The ids of this process's children, whatever they are."""
    tasks = Path("/proc/self/task").iterdir()
    return {one for task in tasks for one in (task / "children").read_text().split()}


@pytest.mark.parametrize("cut", [7, 100, 1000])
async def test_stream_is_read_however_it_is_cut_up(clips: Clips, tool: FfmpegTool, cut: int) -> None:
    job = _job(clips.get("hevc.mp4"))
    written = (await run_ffmpeg(tool, [os.fsdecode(one) for one in encode_arguments(job, tool.filters)],
                                timeout_s=120)).stdout  # fmt: skip
    whole = list(FragmentStream().feed(written))
    stream = FragmentStream()
    pieces = [found for at in range(0, len(written), cut) for found in stream.feed(written[at : at + cut])]
    assert pieces == whole
    assert len(pieces) > 2


NO_TIME = b"\x00\x00\x00\x10moof\x00\x00\x00\x08traf" + b"\x00\x00\x00\x08mdat"


@pytest.mark.parametrize("data", [b"\x00\x00\x00\x04moof", b"\xff\xff\xff\xffmdat", NO_TIME])
def test_stream_that_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(FfmpegFailed):
        list(FragmentStream().feed(data))
