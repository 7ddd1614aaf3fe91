"""Looks into a media file: streams, languages, HDR, chapters, attachments, tags. Runs in a sandboxed worker.

PyAV tells most of it. What FFmpeg does not hand to Python (the Dolby Vision record, where the file ought to
end) is read from the container's own structure by `boxes` and `ebml`.
"""

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from kino.core import clock
from kino.media import boxes, ebml
from kino.media.errors import NotAMediaFile, NoVideoTrack, TruncatedFile
from kino.media.info import MediaInfo
from kino.media.open_media import OpenFile, demux, open_container, open_regular, read_errors
from kino.media.probe_extras import read_attachments, read_chapters, read_pictures, read_tags
from kino.media.probe_streams import read_audio, read_subtitle, read_video

if TYPE_CHECKING:
    from av.container import InputContainer

_MICROSECONDS = 1_000_000
_CONTAINER_NAMES = {
    "mov,mp4,m4a,3gp,3g2,mj2": "mp4", "matroska,webm": "matroska", "mpeg": "mpegps", "mpegvideo": "mpegps",
    "live_flv": "flv",
}  # fmt: skip
# Without these, FFmpeg may call a stretch of text an MPEG stream; a real recording has a decodable picture.
_MIN_SIDE_PX = 8
# A recording whose header was never finished says no length; finding its last packet means reading it all.
_MEASURE_BUDGET_S = 20.0


@dataclass(frozen=True, slots=True)
class _Structure:
    """What the container's own structure tells before FFmpeg sees the file."""

    dolby_vision: bytes | None = None
    is_truncated: bool | None = None
    is_headless: bool = False


def probe_file(path: bytes | str | os.PathLike[str], *, allow_truncated: bool = False) -> MediaInfo:
    """What the file holds.

    path:            a regular file; bytes where the name is no valid UTF-8.
    allow_truncated: True accepts a file whose end is missing as long as its head tells what it holds.

    Decodes one frame. Raises NotAMediaFile, NoVideoTrack, TruncatedFile or UnreadableFile, each with a
    sentence that names the file and says what to do.
    """
    with open_regular(path) as opened:
        structure = _read_structure(opened)
        if structure.is_headless or (structure.is_truncated and not allow_truncated):
            raise _truncated(opened)
        with open_container(opened) as container:
            info = _read_info(container, opened, structure)
            if info.duration_s is None:
                info = replace(info, duration_s=_measure_duration_s(container, info.start_s, opened.name))
            is_cut = structure.is_truncated
            if is_cut is None:
                is_cut = _ends_early(container, info, opened.name)
            if is_cut and not allow_truncated:
                raise _truncated(opened)
        return replace(info, is_truncated=is_cut)


def _truncated(opened: OpenFile) -> TruncatedFile:
    return TruncatedFile(
        f"{opened.name} is incomplete: its end is missing. "
        "Wait until the copy or download is finished, or copy it again."
    )


def _read_structure(opened: OpenFile) -> _Structure:
    opened.file.seek(0)
    head = opened.file.read(64)
    if boxes.is_mp4(head):
        return _read_mp4(opened)
    if ebml.is_matroska(head):
        found = ebml.read_matroska(opened.file, opened.size_bytes)
        if found is None:
            return _Structure(is_headless=opened.size_bytes < 4096)
        return _Structure(found.dolby_vision, found.is_truncated)
    if head[:4] == b"RIFF" and head[8:11] == b"AVI":
        declared_bytes = 8 + int.from_bytes(head[4:8], "little")
        # Files over 2 GiB go on in further RIFF pieces, so the first may only end before the file does.
        return _Structure(is_truncated=declared_bytes > opened.size_bytes)
    return _Structure()


def _read_mp4(opened: OpenFile) -> _Structure:
    top = boxes.read_top_level(opened.file, opened.size_bytes)
    moov = boxes.read_moov(opened.file, top)
    if moov is None:
        return _Structure(is_truncated=True, is_headless=top.find(b"ftyp") is not None)
    records = (boxes.find_dolby_vision(moov, track) for track in boxes.list_tracks(moov))
    return _Structure(next((record for record in records if record), None), top.is_truncated)


def _read_info(container: "InputContainer", opened: OpenFile, structure: _Structure) -> MediaInfo:
    streams = list(container.streams)
    moving = [s for s in streams if s.type == "video" and not _is_picture(s)]
    pictures = [s for s in streams if s.type == "video" and _is_picture(s)]
    if not moving:
        if not any(stream.type == "audio" for stream in streams):
            raise NotAMediaFile(f"{opened.name} holds neither pictures nor sound that Kino knows.")
        raise NoVideoTrack(
            f"{opened.name} has no video track; it holds only sound. Kino shows films and series."
        )
    # Attached pictures come first out of the demuxer, before anything seeks or decodes.
    found_pictures = read_pictures(container, pictures)
    container_name = _container_name(container)
    with read_errors(opened.name):
        videos = [
            read_video(container, stream, structure.dolby_vision if at == 0 else None)
            for at, stream in enumerate(moving)
        ]
    if all(min(video.width_px, video.height_px) < _MIN_SIDE_PX for video in videos):
        raise NotAMediaFile(f"{opened.name} holds no picture that can be decoded.")
    return MediaInfo(
        container=container_name,
        format_name=container.format.name,
        size_bytes=opened.size_bytes,
        duration_s=container.duration / _MICROSECONDS if container.duration else None,
        start_s=(container.start_time or 0) / _MICROSECONDS,
        bitrate_bps=container.bit_rate or None,
        is_truncated=False,
        video=tuple(videos),
        audio=tuple(read_audio(stream) for stream in streams if stream.type == "audio"),
        subtitles=tuple(read_subtitle(stream) for stream in streams if stream.type == "subtitle"),
        chapters=read_chapters(container),
        attachments=read_attachments(streams),
        pictures=found_pictures,
        tags=read_tags(container, moving[0]),
    )


def _is_picture(stream: Any) -> bool:
    import av.stream

    return bool(stream.disposition & av.stream.Disposition.attached_pic)


def _container_name(container: "InputContainer") -> str:
    name = _CONTAINER_NAMES.get(container.format.name, container.format.name.partition(",")[0])
    if name == "mp4" and container.metadata.get("major_brand", "").strip() == "qt":
        return "mov"
    if name == "matroska" and _is_webm(container):
        return "webm"
    return name


def _is_webm(container: "InputContainer") -> bool:
    # FFmpeg has one demuxer for both and does not hand over the DocType, so it is read from the header.
    with open(container.name, "rb") as file:  # noqa: PTH123 - a path under /proc
        return b"\x42\x82\x84webm" in file.read(64)


def _measure_duration_s(container: "InputContainer", start_s: float, name: str) -> float | None:
    """Seconds to the end of the last packet, or None when reading them all takes too long."""
    deadline_s = clock.monotonic_s() + _MEASURE_BUDGET_S
    end_s = 0.0
    with read_errors(name):
        container.seek(0)
        for number, packet in enumerate(demux(container)):
            if packet.pts is not None and packet.time_base is not None:
                end_s = max(end_s, float((packet.pts + (packet.duration or 0)) * packet.time_base))
            if number % 500 == 0 and clock.monotonic_s() > deadline_s:
                return None
    return end_s - start_s if end_s > start_s else None


def _ends_early(container: "InputContainer", info: MediaInfo, name: str) -> bool:
    """True when nothing can be read near the end that the file declares."""
    if info.duration_s is None or info.duration_s < 20 or info.container in {"mpegts", "mpegps"}:
        return False  # a transport stream's length is measured from its end, so it cannot disagree with it
    target_s = info.start_s + info.duration_s * 0.97 - 5
    last_s = 0.0
    with read_errors(name):
        container.seek(int(target_s * _MICROSECONDS))
        for number, packet in enumerate(demux(container)):
            if packet.pts is not None and packet.time_base is not None:
                last_s = max(last_s, float(packet.pts * packet.time_base))
            if last_s >= target_s or number > 5000:
                return False
    return last_s < target_s
