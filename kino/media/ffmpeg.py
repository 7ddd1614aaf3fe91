"""Finds an ffmpeg that Kino can use, knows what it can do, and runs it behind walls.

Blocking functions are named `find_` and `probe_`: call them in a thread.
"""

import asyncio
import contextlib
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kino.media.errors import FfmpegFailed, FfmpegMissing, FfmpegTimedOut
from kino.media.sandbox import SandboxLimits, sandboxed_argv

# Debian 12 still ships 5.1: 124 ms to cut a segment against 28 ms, and master playlists that are wrong.
MIN_MAJOR_VERSION = 6
# libavcodec's major version runs 54 ahead of FFmpeg's since 2014; builds from git have no other number.
_AVCODEC_AHEAD = 54
_JELLYFIN_FFMPEG = Path("/usr/lib/jellyfin-ffmpeg/ffmpeg")
_CACHE_VERSION = 1
_STDERR_TAIL_BYTES = 8192
_STREAM_READ_BYTES = 256 * 1024
_MAX_STDOUT_BYTES = 256 * 1024 * 1024
# A 4K HEVC encode holds some 3 GB; an output larger than a Blu-ray is a runaway.
FFMPEG_LIMITS = SandboxLimits(memory_bytes=8 * 1024**3, file_size_bytes=120 * 1024**3, open_files=256)


@dataclass(frozen=True, slots=True)
class FfmpegTool:
    """One ffmpeg program and what it can do.

    source:        "settings", "system" or "bundled".
    binary_hash:   BLAKE2 of the program file: the key of everything cached about it.
    """

    path: str
    source: str
    version_text: str
    major_version: int
    binary_hash: str
    has_libass: bool
    encoders: frozenset[str]
    decoders: frozenset[str]
    filters: frozenset[str]
    hardware: frozenset[str]

    def to_dict(self) -> dict[str, Any]:
        """JSON-able form, lists sorted."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return {
            name: sorted(value) if isinstance(value, frozenset) else value for name, value in values.items()
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "FfmpegTool":
        """The tool that `to_dict` wrote."""
        sets = {"encoders", "decoders", "filters", "hardware"}
        values: dict[str, Any] = {
            name: frozenset(data[name]) if name in sets else data[name] for name in cls.__slots__
        }
        return cls(**values)


@dataclass(frozen=True, slots=True)
class FfmpegResult:
    """What a finished ffmpeg wrote: stdout whole, of stderr the end."""

    stdout: bytes
    stderr_tail: str


def find_ffmpeg(configured: str | os.PathLike[str] | None, cache_dir: Path) -> FfmpegTool:
    """The configured ffmpeg, else jellyfin-ffmpeg or the system's if fit, else the bundled one.

    configured: a path of the settings; when it is given, it must work: no other is tried.
    cache_dir:  existing or creatable folder for what is known of each binary.

    Fit means version ≥ 6 with libass. Raises FfmpegMissing with what is wrong with each one found.
    """
    if configured:
        return probe_ffmpeg(Path(configured), "settings", cache_dir)
    complaints = []
    for path, source in _list_candidates():
        try:
            tool = probe_ffmpeg(path, source, cache_dir)
        except FfmpegMissing as error:
            complaints.append(error.message)
            continue
        if tool.major_version >= MIN_MAJOR_VERSION and tool.has_libass:
            return tool
        has_libass = "yes" if tool.has_libass else "no"
        complaints.append(f"{path} is version {tool.version_text}, libass: {has_libass}.")
    raise FfmpegMissing(
        "No usable ffmpeg was found. Install the Python package imageio-ffmpeg, or ffmpeg ≥ 6 with libass. "
        + " ".join(complaints)
    )


def _list_candidates() -> list[tuple[Path, str]]:
    candidates = []
    if _JELLYFIN_FFMPEG.is_file():
        candidates.append((_JELLYFIN_FFMPEG, "system"))
    found = shutil.which("ffmpeg")
    if found:
        candidates.append((Path(found), "system"))
    with contextlib.suppress(ImportError, RuntimeError):
        import imageio_ffmpeg

        candidates.append((Path(imageio_ffmpeg.get_ffmpeg_exe()), "bundled"))
    return candidates


def probe_ffmpeg(path: Path, source: str, cache_dir: Path) -> FfmpegTool:
    """What the program at `path` is and can do, from the cache when its bytes are known.

    Raises FfmpegMissing when it does not run or is no ffmpeg.
    """
    try:
        with path.open("rb") as program:
            binary_hash = hashlib.file_digest(program, "blake2b").hexdigest()[:32]
    except OSError as error:
        raise FfmpegMissing(f"{path} cannot be read ({error.strerror}). Check the path of ffmpeg.") from error
    cached = cache_dir / f"ffmpeg-{binary_hash}.json"
    tool = _load_cached(cached)
    if tool is None:
        tool = _ask_program(path, source, binary_hash)
        _store_cached(cached, tool)
    # The same bytes may lie elsewhere today.
    return FfmpegTool.from_dict({**tool.to_dict(), "path": str(path), "source": source})


def _load_cached(path: Path) -> FfmpegTool | None:
    try:
        stored = json.loads(path.read_text())
        return FfmpegTool.from_dict(stored["tool"]) if stored["version"] == _CACHE_VERSION else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _store_cached(path: Path, tool: FfmpegTool) -> None:
    # Without a cache the next start asks again, which costs 0.2 s: not worth failing for.
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f"{path.name}.{os.getpid()}")
        partial.write_text(json.dumps({"version": _CACHE_VERSION, "tool": tool.to_dict()}))
        partial.replace(path)


def _ask_program(path: Path, source: str, binary_hash: str) -> FfmpegTool:
    version = _ask(path, "-version")
    first = re.match(r"ffmpeg version (\S+)", version)
    library = re.search(r"libavcodec\s+(\d+)\.", version)
    if first is None or library is None:
        raise FfmpegMissing(f"{path} is not ffmpeg. Check the path in the settings.")
    filters = _list_names(_ask(path, "-filters"), 3)
    return FfmpegTool(
        path=str(path),
        source=source,
        version_text=first.group(1),
        major_version=int(library.group(1)) - _AVCODEC_AHEAD,
        binary_hash=binary_hash,
        has_libass="subtitles" in filters,
        encoders=_list_names(_ask(path, "-encoders"), 6),
        decoders=_list_names(_ask(path, "-decoders"), 6),
        filters=filters,
        hardware=frozenset(_ask(path, "-hwaccels").split()[3:]),
    )


def _ask(path: Path, question: str) -> str:
    argv = [str(path), "-nostdin", "-hide_banner", question]
    try:
        done = subprocess.run(
            argv, capture_output=True, text=True, timeout=20, stdin=subprocess.DEVNULL, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise FfmpegMissing(f"{path} does not run ({error}). Check the path of ffmpeg.") from error
    return done.stdout


def _list_names(listing: str, flag_columns: int) -> frozenset[str]:
    """The names of a table of ffmpeg's: lines of flags, a name, a description."""
    # Filters have two or three flag columns, depending on the version.
    line = re.compile(rf"^ [A-Z.|TSC]{{2,{flag_columns}}} +(\S+) ", re.MULTILINE)
    return frozenset(name for name in line.findall(listing) if name != "=")


def ffmpeg_argv(tool: FfmpegTool, arguments: Sequence[str | bytes]) -> list[str]:
    """The full argv list of one run, with what every run must have."""
    argv = [tool.path, "-nostdin", "-hide_banner", "-loglevel", "error", "-y"]
    for argument in arguments:
        if argument in ("-i", b"-i"):
            # Per input: a playlist or a reference inside a hostile file may name nothing but local files.
            argv += ["-protocol_whitelist", "file,pipe"]
        argv.append(os.fsdecode(argument))
    return argv


async def run_ffmpeg(
    tool: FfmpegTool,
    arguments: Sequence[str],
    *,
    timeout_s: float,
    limits: SandboxLimits = FFMPEG_LIMITS,
    cwd: str | None = None,
) -> FfmpegResult:
    """Runs ffmpeg to its end: own process group, no network, bounded, and it dies with this process.

    arguments: everything after ffmpeg's global options; file names as `file:…` so that none is an option.
    timeout_s: seconds > 0, then the whole group is killed.

    Raises FfmpegFailed with the end of its messages, FfmpegTimedOut. A cancelled caller ends it too.
    """
    process, out, err = await _start(tool, arguments, limits, cwd)
    try:
        async with asyncio.timeout(timeout_s):
            stdout, stderr = await asyncio.gather(_read_whole(out), _read_tail(err))
            await process.wait()
    except TimeoutError:
        raise FfmpegTimedOut(f"ffmpeg took longer than {timeout_s:g} s and was stopped.") from None
    finally:
        await _end_group(process)
    _check_end(process, stderr)
    return FfmpegResult(stdout, stderr)


async def stream_ffmpeg(
    tool: FfmpegTool, arguments: Sequence[str | bytes], *, film: bytes, limits: SandboxLimits = FFMPEG_LIMITS
) -> AsyncGenerator[bytes]:
    """What ffmpeg writes to its standard output, as it comes; behind the same walls as run_ffmpeg.

    Whoever takes no more of it makes ffmpeg wait, which then costs nothing but its memory. Close the
    generator (contextlib.aclosing) to end ffmpeg early.

    film: the path of the file that is read. Its viewers are not told where it lies.

    Raises FfmpegFailed at its end, with the file's name alone; the error's cause has ffmpeg's own words.
    """
    process, out, err = await _start(tool, arguments, limits, None)
    complaints = asyncio.create_task(_read_tail(err))
    try:
        while part := await out.read(_STREAM_READ_BYTES):
            yield part
        await process.wait()
        stderr = await complaints
        try:
            _check_end(process, stderr)
        except FfmpegFailed as failure:
            raise FfmpegFailed(_how_it_ended(process, _hide_folder(stderr, film))) from failure
    finally:
        await _end_group(process)
        complaints.cancel()


async def _start(
    tool: FfmpegTool, arguments: Sequence[str | bytes], limits: SandboxLimits, cwd: str | None
) -> tuple[asyncio.subprocess.Process, asyncio.StreamReader, asyncio.StreamReader]:
    process = await asyncio.create_subprocess_exec(
        *sandboxed_argv(ffmpeg_argv(tool, arguments), limits),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
        cwd=cwd,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    return process, process.stdout, process.stderr


def _check_end(process: asyncio.subprocess.Process, stderr: str) -> None:
    if process.returncode:
        raise FfmpegFailed(_how_it_ended(process, stderr))


def _how_it_ended(process: asyncio.subprocess.Process, stderr: str) -> str:
    code = process.returncode or 0
    how = f"signal {-code}" if code < 0 else f"code {code}"
    return f"ffmpeg ended with {how}: {stderr.strip()[-2000:] or 'it said nothing'}"


def _hide_folder(said: str, path: bytes) -> str:
    """What ffmpeg said, with the file's name in place of its path."""
    # As av_log writes it: without the characters that a terminal would obey.
    shown = re.sub(rb"[\x00-\x07\x0e-\x1f]", b"?", path).decode("utf-8", "replace")
    folder, _, name = shown.rpartition("/")
    before, *others = said.split("file:")
    hidden = before
    for other in others:
        # Lines of av_log have 1,024 bytes: a long path may have lost its end.
        same = next((at for at, (a, b) in enumerate(zip(other, shown, strict=False)) if a != b),
                    min(len(other), len(shown)))  # fmt: skip
        hidden += (name if same == len(shown) else "…" if same else "file:") + other[same:]
    return hidden.replace(f"{folder}/", "") if folder else hidden


async def _read_whole(stream: asyncio.StreamReader) -> bytes:
    parts, size_bytes = [], 0
    while part := await stream.read(65_536):
        size_bytes += len(part)
        if size_bytes > _MAX_STDOUT_BYTES:
            raise FfmpegFailed(f"ffmpeg wrote more than {_MAX_STDOUT_BYTES} bytes to a pipe.")
        parts.append(part)
    return b"".join(parts)


async def _read_tail(stream: asyncio.StreamReader) -> str:
    tail, size_bytes = b"", 0
    while part := await stream.read(65_536):
        size_bytes += len(part)
        tail = (tail + part)[-_STDERR_TAIL_BYTES:]
    if size_bytes > _STDERR_TAIL_BYTES:
        # Half a line says half a name.
        tail = tail.partition(b"\n")[2] or tail
    return tail.decode("utf-8", "replace")


async def _end_group(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await asyncio.shield(process.wait())
