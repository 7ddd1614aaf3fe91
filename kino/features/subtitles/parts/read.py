"""What runs in worker processes: hostile files in, plain lines out."""

import os

from kino.core.contained_files import locate_contained, read_contained
from kino.media.errors import UnreadableFile
from kino.media.subtitles.cues import Cue
from kino.media.subtitles.extract import extract_cues
from kino.media.subtitles.pictures import PictureCue, extract_pictures
from kino.media.subtitles.text_files import MOST_BYTES, decode_text, read_cues


def read_piece(
    root: bytes, relative: bytes, facts: tuple[int, int], from_s: float, until_s: float, start_s: float
) -> dict[int, list[Cue]]:
    """Lines of a film below a library folder. facts: its size in bytes and time in ns as Kino knows it.

    Raises UnreadableFile when it is another file by now, ContainedFileRefused and what extract_cues raises.
    """
    return extract_cues(_locate(root, relative, facts), from_s, until_s, start_s=start_s)


def read_pictures(
    root: bytes,
    relative: bytes,
    facts: tuple[int, int],
    index: int,
    from_s: float,
    until_s: float,
    start_s: float,
) -> list[PictureCue]:
    """Pictures of one track of a film; as read_piece does."""
    return extract_pictures(_locate(root, relative, facts), index, from_s, until_s, start_s=start_s)


def _locate(root: bytes, relative: bytes, facts: tuple[int, int]) -> bytes:
    path = locate_contained(root, relative)
    try:
        found = os.stat(path)  # noqa: PTH116 - names on disk are bytes
    except OSError as error:
        raise UnreadableFile(f"The film cannot be read: {error.strerror}.") from error
    if (found.st_size, found.st_mtime_ns) != facts:
        raise UnreadableFile("The file is another one than at the last scan.")
    return path


def read_text_file(root: bytes, relative: bytes, language: str | None, ending: str) -> list[Cue]:
    """Lines of a subtitle file. Raises ContainedFileRefused."""
    return read_cues(decode_text(read_contained(root, relative, MOST_BYTES), language), ending)
