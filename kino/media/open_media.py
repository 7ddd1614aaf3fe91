"""Opening a media file with PyAV so that a hostile one can reach nothing but itself."""

import contextlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from kino.media.errors import NotAMediaFile, UnreadableFile

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.packet import Packet
    from av.stream import Stream

# Playlists (hls, dash, concat, image sequences) are not here: they name other files, which is how a "film"
# would read the server's own. Neither are demuxers that no household's film collection needs.
_FORMATS = (
    "mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm", "mpegts", "mpeg", "mpegvideo", "avi", "flv", "live_flv",
    "asf", "ogg", "rm", "mxf", "wtv", "dv", "nut", "h264", "hevc", "ivf", "m4v", "vc1", "obu", "nuv", "gxf",
    "mp3", "flac", "wav", "aac", "ac3", "eac3", "dts", "w64", "aiff", "ape", "wv", "tta",
)  # fmt: skip
FORMAT_WHITELIST = ",".join(_FORMATS)
_OPEN_TIMEOUT_S = 20.0
_READ_TIMEOUT_S = 20.0


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A regular file, open for reading; `name` is for messages."""

    file: BinaryIO
    size_bytes: int
    name: str


@contextlib.contextmanager
def open_regular(path: bytes | str | os.PathLike[str]) -> Iterator[OpenFile]:
    """The file, opened without ever blocking on a pipe or a device.

    Raises UnreadableFile when it is gone, forbidden or not a regular file, NotAMediaFile when it is empty.
    """
    name = display_name(path)
    try:
        # O_NONBLOCK: opening a named pipe would wait for a writer for ever.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise _unreadable(name, error) from error
    facts = os.fstat(descriptor)
    if not stat.S_ISREG(facts.st_mode):
        os.close(descriptor)
        raise UnreadableFile(f"{name} is not an ordinary file; Kino reads no pipes, devices or folders.")
    with open(descriptor, "rb", buffering=0) as file:  # noqa: PTH123 - a descriptor, not a path
        if facts.st_size == 0:
            raise NotAMediaFile(f"{name} is empty. Copy it again from where it came.")
        yield OpenFile(file, facts.st_size, name)


@contextlib.contextmanager
def open_container(opened: OpenFile, **options: str) -> Iterator["InputContainer"]:
    """The PyAV container of an open file.

    Raises NotAMediaFile when no known format matches, UnreadableFile when the disk fails.
    """
    import av
    import av.logging

    av.logging.set_level(None)
    # Through the descriptor, the name can be anything: a protocol's, an option's, or no valid UTF-8.
    address = f"/proc/self/fd/{opened.file.fileno()}"
    wanted = {"protocol_whitelist": "file", "format_whitelist": FORMAT_WHITELIST, **options}
    with read_errors(opened.name):
        container = av.open(
            address,
            "r",
            container_options=wanted,
            metadata_errors="replace",
            timeout=(_OPEN_TIMEOUT_S, _READ_TIMEOUT_S),
        )
    with container:
        yield container


def demux(container: "InputContainer", *streams: "Stream") -> Iterator["Packet[Stream]"]:
    """Packets of these streams, or of all, from where the container stands.

    A transport stream may begin another stream in its middle, which PyAV (18.1) answers with an IndexError at
    its first packet: that one is nobody's, and the next one follows.
    """
    while True:
        try:
            yield from container.demux(*streams)
        except IndexError:
            continue
        return


@contextlib.contextmanager
def read_errors(name: str) -> Iterator[None]:
    """FFmpeg's errors become reasons with the file's name."""
    import av.error

    try:
        yield
    except (av.error.InvalidDataError, av.error.EOFError, av.error.DemuxerNotFoundError) as error:
        raise NotAMediaFile(
            f"{name} is not a film that Kino knows: its content is of no known format. "
            "Check that it was copied completely and is not only named like a film."
        ) from error
    except (av.error.ExitError, TimeoutError) as error:
        raise UnreadableFile(f"{name} took too long to read. Check the disk or the network mount.") from error
    except av.error.PermissionError as error:
        # What FFmpeg's demuxers answer when they do not find a place that was asked for.
        raise UnreadableFile(
            f"{name} is broken: places in it cannot be found. Copy it again from where it came."
        ) from error
    except (av.error.FFmpegError, OSError) as error:
        raise _unreadable(name, error) from error


def display_name(path: bytes | str | os.PathLike[str]) -> str:
    """The file's own name, printable, for messages."""
    text = os.fsencode(path).rpartition(b"/")[2].decode("utf-8", "replace")
    return "".join(char if char.isprintable() else "�" for char in text) or "The file"


def _unreadable(name: str, error: Exception) -> UnreadableFile:
    advice = "Check that it still exists and that Kino may read it."
    if isinstance(error, OSError) and error.errno == 5:
        advice = "The disk reports a read error: check its health and copy the file from a backup."
    reason = getattr(error, "strerror", None) or str(error)
    return UnreadableFile(f"{name} cannot be read ({reason}). {advice}")
