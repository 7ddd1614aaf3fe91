"""Playlists of HLS (RFC 8216bis), written by hand: FFmpeg's lack or garble CODECS. Pure."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kino.media.packaging.timeline import Timeline

# Fragmented mp4 with EXT-X-MAP in an ordinary playlist needs 6, and 7 adds nothing that a player could miss.
_VERSION = 7
_VIDEO_RANGES = {"sdr": "SDR", "hlg": "HLG", "hdr10": "PQ", "hdr10_plus": "PQ", "dolby_vision": "PQ"}


@dataclass(frozen=True, slots=True)
class AudioRendition:
    """A sound track as the master playlist offers it.

    group:        renditions of one group are alternatives, in one codec.
    language:     BCP 47, or None.
    rendition_id: of letters and digits; the same in every master playlist of the film.
    """

    group: str
    name: str
    uri: str
    codec_string: str
    channels: int
    rendition_id: str
    language: str | None = None
    is_default: bool = False
    is_described: bool = False


@dataclass(frozen=True, slots=True)
class VideoRendition:
    """A quality of the picture."""

    uri: str
    bandwidth_bps: int
    average_bandwidth_bps: int
    codec_string: str
    width_px: int
    height_px: int
    frame_rate_fps: float | None
    dynamic_range: str = "sdr"


def write_master(pictures: Sequence[VideoRendition], sounds: Sequence[AudioRendition]) -> str:
    """The master playlist; each picture is offered with each group of sounds, n ≥ 1 pictures."""
    lines = ["#EXTM3U", f"#EXT-X-VERSION:{_VERSION}", "#EXT-X-INDEPENDENT-SEGMENTS"]
    lines += (_media_line(sound) for sound in sounds)
    groups: list[str | None] = list(dict.fromkeys(sound.group for sound in sounds)) or [None]
    for picture in pictures:
        for group in groups:
            codecs = dict.fromkeys(sound.codec_string for sound in sounds if sound.group == group)
            lines += (_stream_line(picture, [picture.codec_string, *codecs], group), picture.uri)
    return _join(lines)


def write_media(timeline: Timeline, init_uri: str, segment_uri: str) -> str:
    """A media playlist of the whole film. segment_uri: holds "{number}", which counts from 0."""
    # Once rounded, no duration may be above it (RFC 8216, 4.3.3.1).
    longest_s = math.floor(timeline.longest_s + 0.5)
    lines = [
        "#EXTM3U",
        f"#EXT-X-VERSION:{_VERSION}",
        f"#EXT-X-TARGETDURATION:{max(1, longest_s)}",
        "#EXT-X-MEDIA-SEQUENCE:0",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        f'#EXT-X-MAP:URI="{init_uri}"',
    ]
    for number in range(len(timeline)):
        start_s, end_s = timeline.span_s(number)
        lines += (f"#EXTINF:{end_s - start_s:.6f},", segment_uri.format(number=number))
    return _join([*lines, "#EXT-X-ENDLIST"])


def _media_line(sound: AudioRendition) -> str:
    attributes = [
        "TYPE=AUDIO",
        f'GROUP-ID="{sound.group}"',
        f'NAME="{_quotable(sound.name)}"',
        f"DEFAULT={'YES' if sound.is_default else 'NO'}",
        "AUTOSELECT=YES",
        f'CHANNELS="{sound.channels}"',
        f'STABLE-RENDITION-ID="{sound.rendition_id}"',
        f'URI="{sound.uri}"',
    ]
    if sound.language:
        attributes.insert(3, f'LANGUAGE="{_quotable(sound.language)}"')
    if sound.is_described:
        attributes.append('CHARACTERISTICS="public.accessibility.describes-video"')
    return "#EXT-X-MEDIA:" + ",".join(attributes)


def _stream_line(picture: VideoRendition, codecs: Iterable[str], group: str | None) -> str:
    attributes = [
        f"BANDWIDTH={picture.bandwidth_bps}",
        f"AVERAGE-BANDWIDTH={picture.average_bandwidth_bps}",
        f'CODECS="{",".join(codecs)}"',
        f"RESOLUTION={picture.width_px}x{picture.height_px}",
        f"VIDEO-RANGE={_VIDEO_RANGES.get(picture.dynamic_range, 'SDR')}",
    ]
    if picture.frame_rate_fps:
        attributes.append(f"FRAME-RATE={picture.frame_rate_fps:.3f}")
    if group:
        attributes.append(f'AUDIO="{group}"')
    return "#EXT-X-STREAM-INF:" + ",".join(attributes)


def _quotable(text: str) -> str:
    """A quoted string holds neither quotes nor line ends (RFC 8216, 4.2); names come out of hostile files."""
    return "".join(char for char in text.replace('"', "'") if char.isprintable())[:200]


def _join(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"
