import asyncio
import sys
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from kino.media import ffmpeg
from kino.media.errors import FfmpegFailed, FfmpegMissing, FfmpegTimedOut
from kino.media.ffmpeg import FfmpegTool, ffmpeg_argv, find_ffmpeg, probe_ffmpeg, run_ffmpeg
from tests.media.clips import Clips, ffmpeg_path


@pytest.fixture(scope="module")
def tool(tmp_path_factory: pytest.TempPathFactory) -> FfmpegTool:
    return probe_ffmpeg(Path(ffmpeg_path()), "bundled", tmp_path_factory.mktemp("capabilities"))


def test_a_usable_ffmpeg_is_found(tmp_path: Path) -> None:
    found = find_ffmpeg(None, tmp_path)
    assert found.major_version >= 6
    assert found.has_libass


def test_capabilities_are_probed(tool: FfmpegTool) -> None:
    assert {"libx264", "aac"} <= tool.encoders
    assert {"h264", "hevc"} <= tool.decoders
    assert {"scale", "subtitles"} <= tool.filters
    assert FfmpegTool.from_dict(tool.to_dict()) == tool


def test_capabilities_are_cached_by_the_bytes_of_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = probe_ffmpeg(Path(ffmpeg_path()), "bundled", tmp_path)
    monkeypatch.setattr(ffmpeg, "_ask", lambda *_: pytest.fail("asked again"))
    assert probe_ffmpeg(Path(ffmpeg_path()), "bundled", tmp_path) == first
    (tmp_path / f"ffmpeg-{first.binary_hash}.json").write_text("broken")
    with pytest.raises(pytest.fail.Exception, match="asked again"):
        probe_ffmpeg(Path(ffmpeg_path()), "bundled", tmp_path)


@pytest.mark.parametrize("program", ["/no/such/ffmpeg", sys.executable])
def test_a_configured_program_that_is_no_ffmpeg_is_refused(program: str, tmp_path: Path) -> None:
    with pytest.raises(FfmpegMissing, match=Path(program).name):
        find_ffmpeg(program, tmp_path)


def test_every_input_gets_the_protocol_list(tool: FfmpegTool) -> None:
    argv = ffmpeg_argv(tool, ["-i", "file:a", "-i", "file:b", "out.mp4"])
    inputs = [at for at, argument in enumerate(argv) if argument == "-i"]
    assert [argv[at - 2 : at] for at in inputs] == [["-protocol_whitelist", "file,pipe"]] * 2
    assert "-nostdin" in argv


async def test_run_returns_what_was_written(tool: FfmpegTool, clips: Clips) -> None:
    arguments = [
        "-i",
        f"file:{clips.get('h264.mp4')}",
        "-frames:v",
        "1",
        "-c:v",
        "mjpeg",
        "-f",
        "image2pipe",
        "-",
    ]
    result = await run_ffmpeg(tool, arguments, timeout_s=240)
    assert result.stdout.startswith(b"\xff\xd8")


async def test_failure_carries_the_end_of_the_messages(tool: FfmpegTool) -> None:
    with pytest.raises(FfmpegFailed, match="No such file"):
        await run_ffmpeg(tool, ["-i", "file:/no/such.mp4", "-f", "null", "-"], timeout_s=240)


async def test_the_network_is_out_of_reach(tool: FfmpegTool) -> None:
    with pytest.raises(FfmpegFailed, match="not on whitelist"):
        await run_ffmpeg(tool, ["-i", "http://127.0.0.1:9/x", "-f", "null", "-"], timeout_s=240)


ENDLESS = ["-re", "-f", "lavfi", "-i", "testsrc2", "-f", "null", "-"]


def _own_ffmpegs() -> list[psutil.Process]:
    return [p for p in psutil.Process().children(recursive=True) if "ffmpeg" in p.name()]


async def test_a_slow_run_is_stopped(tool: FfmpegTool) -> None:
    with pytest.raises(FfmpegTimedOut):
        await run_ffmpeg(tool, ENDLESS, timeout_s=0.7)
    assert not _own_ffmpegs()


async def test_a_cancelled_run_leaves_no_process(tool: FfmpegTool) -> None:
    task = asyncio.create_task(run_ffmpeg(tool, ENDLESS, timeout_s=60))
    # A busy machine takes a while to turn the launcher into ffmpeg: wait for that, not for a time.
    async with asyncio.timeout(120):
        while not _own_ffmpegs():  # noqa: ASYNC110 - another process gives no event
            await asyncio.sleep(0.02)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not _own_ffmpegs()
