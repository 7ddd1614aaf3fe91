"""The parts of a probe that are not streams to play: chapters, attachments, covers, tags."""

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from kino.media.info import AttachedPicture, Attachment, Chapter
from kino.media.open_media import demux

if TYPE_CHECKING:
    from av.container import InputContainer

_MAX_CHAPTERS = 1000
_MAX_ATTACHMENTS = 500
_MAX_TAGS = 60
_MAX_TAG_CHARS = 4000
_MAX_LABEL_CHARS = 200
# What Kino reads from a file's own tags; encoders write dozens of others that say nothing about the film.
_TAG_NAMES = {
    "title": "title", "date": "date", "year": "date", "date_released": "date", "date_release": "date",
    "show": "show", "season_number": "season_number", "episode_sort": "episode_sort",
    "episode_id": "episode_id", "synopsis": "synopsis", "description": "description", "comment": "comment",
    "summary": "synopsis", "genre": "genre", "artist": "artist", "album_artist": "album_artist",
    "director": "director", "actor": "actor", "album": "album", "network": "network", "rating": "rating",
    "hd_video": "hd_video", "media_type": "media_type", "copyright": "copyright", "license": "license",
    "imdb": "imdb", "tmdb": "tmdb", "tvdb": "tvdb", "tvdb2": "tvdb", "collection": "collection",
    "creation_time": "creation_time", "encoder": "encoder", "part_number": "part_number",
}  # fmt: skip
_FONT_SUFFIXES = (".ttf", ".otf", ".ttc", ".woff", ".woff2")
_UNSAFE_IN_NAMES = re.compile(r"[/\\:*?\"<>|]")


def clean_text(value: object, max_chars: int = _MAX_LABEL_CHARS) -> str:
    """The text without control characters (line ends stay), trimmed and cut to `max_chars`."""
    text = str(value)[: max_chars * 4]
    kept = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in {"Cc", "Cs", "Cn", "Co"})
    return kept.strip()[:max_chars]


def clean_name(value: object) -> str:
    """A file name for display only: no separators, no leading dots, one line."""
    text = _UNSAFE_IN_NAMES.sub("_", clean_text(value)).replace("\n", " ")
    return text.lstrip(". ") or "unnamed"


def read_chapters(container: "InputContainer") -> tuple[Chapter, ...]:
    """The chapters by start; those that end before they start are left out."""
    chapters = []
    for found in container.chapters()[:_MAX_CHAPTERS]:
        base = found["time_base"]
        if base is None:
            continue
        start_s, end_s = float(found["start"] * base), float(found["end"] * base)
        title = clean_text(found["metadata"].get("title", "")).replace("\n", " ")
        if end_s >= start_s >= 0:
            chapters.append(Chapter(start_s, end_s, title))
    return tuple(sorted(chapters, key=lambda chapter: chapter.start_s))


def read_attachments(streams: list[Any]) -> tuple[Attachment, ...]:
    """The files inside the file."""
    found: list[Attachment] = []
    for stream in streams:
        if stream.type != "attachment" or len(found) >= _MAX_ATTACHMENTS:
            continue
        name = clean_name(stream.metadata.get("filename", "unnamed"))
        mime_type = clean_text(stream.metadata.get("mimetype", "application/octet-stream"), 100)
        is_font = "font" in mime_type or "truetype" in mime_type or name.lower().endswith(_FONT_SUFFIXES)
        found.append(Attachment(stream.index, name, mime_type, len(stream.data or b""), is_font))
    return tuple(found)


def read_pictures(container: "InputContainer", streams: list[Any]) -> tuple[AttachedPicture, ...]:
    """The covers inside the file. FFmpeg hands their packets out before all others."""
    if not streams:
        return ()
    sizes: dict[int, int] = {}
    for packet in demux(container, *streams):
        if packet.size:
            sizes.setdefault(packet.stream_index, packet.size)
        if len(sizes) == len(streams) or not packet.size:
            break
    pictures = []
    for stream in streams:
        codec = stream.codec_context.name if stream.codec_context else "unknown"
        name = clean_name(stream.metadata.get("filename") or stream.metadata.get("title") or "cover")
        kind = {"mjpeg": "jpeg"}.get(codec, codec)
        pictures.append(AttachedPicture(stream.index, name, f"image/{kind}", sizes.get(stream.index, 0)))
    return tuple(pictures)


def read_tags(container: "InputContainer", video: Any) -> dict[str, str]:
    """The tags that Kino knows, by lower-case name; the file's win over the video track's."""
    tags: dict[str, str] = {}
    for source in (container.metadata, video.metadata):
        for key, value in source.items():
            # Matroska and mp4 add a language to repeated tags: "title-eng".
            name = _TAG_NAMES.get(key.lower().partition("-")[0])
            text = clean_text(value, _MAX_TAG_CHARS)
            if source is not container.metadata and name in {"title", "creation_time", "encoder"}:
                continue
            if name and text and name not in tags and len(tags) < _MAX_TAGS:
                tags[name] = text
    return tags
