"""What twelve kinds of screen say that they can play.

Chromium's answers are recorded: a browser test compares them with those of the browser that it runs in. The
others are put together from what their makers publish, at the link beside each; none of them was run here.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from kino.media.capabilities import ClientCapabilities

ROOT = Path(__file__).parents[3]
CHROMIUM_ANSWERS = ROOT / "web/src/features/player/engine/chromium.fixture.json"

_HDR = frozenset({"sdr", "hdr10", "hlg"})


@dataclass(frozen=True)
class Screen:
    """A kind of client: its name in the table, what it answers, and where that is published."""

    name: str
    capabilities: ClientCapabilities
    link: str


def _able(
    containers: str,
    yes: str,
    no: str = "",
    *,
    max_audio_channels: int | None = None,
    dynamic_ranges: frozenset[str] | None = None,
) -> ClientCapabilities:
    answers = dict.fromkeys(yes.split(), True) | dict.fromkeys(no.split(), False)
    return ClientCapabilities(
        containers=frozenset(containers.split()),
        answers=answers,
        max_audio_channels=max_audio_channels,
        dynamic_ranges=dynamic_ranges,
    )


_FREE_SOUND = "mp4a.40.2 mp4a.40.5 mp3 opus flac vorbis"
_NO_HEVC = "hvc1.1.6.L30.90 hvc1.2.4.L30.90 hev1.1.6.L30.90 hev1.2.4.L30.90"
_NO_SURROUND = "ac-3 ec-3 dtsc mlpa"

SCREENS = (
    Screen(
        "chromium",
        ClientCapabilities.from_dict(json.loads(CHROMIUM_ANSWERS.read_text())),
        "web/src/features/player/engine/capabilities.browser.test.tsx",
    ),
    Screen(
        "chrome-hevc",
        _able(
            "mp4 webm matroska ogg",
            f"avc1.640034 avc1.6E0034 hvc1.2.4.H186.90 hev1.2.4.H186.90 av01.0.15M.10 vp8 vp09.00.62.08"
            f" vp09.02.62.10 {_FREE_SOUND}",
            _NO_SURROUND,
        ),
        "https://chromestatus.com/feature/5186511939567616",
    ),
    Screen(
        "firefox",
        _able(
            "mp4 webm ogg",
            f"avc1.640034 av01.0.15M.10 vp8 vp09.00.62.08 vp09.02.62.10 {_FREE_SOUND}",
            f"{_NO_HEVC} avc1.6E0028 {_NO_SURROUND}",
        ),
        "https://developer.mozilla.org/en-US/docs/Web/Media/Guides/Formats/Containers",
    ),
    Screen(
        "safari",
        _able(
            "mp4 mov webm",
            "avc1.640033 hvc1.2.4.H150.90 vp8 vp09.00.51.08 vp09.02.51.10 mp4a.40.2 mp4a.40.5 mp3 ac-3 ec-3"
            " opus flac alac",
            "hev1.1.6.L30.90 av01.0.00M.08 avc1.6E0028 dtsc mlpa vorbis",
        ),
        "https://developer.apple.com/documentation/http-live-streaming/"
        "hls-authoring-specification-for-apple-devices",
    ),
    Screen(
        "iphone",
        _able(
            "mp4 mov",
            "avc1.64002A hvc1.2.4.H150.90 dvh1.05.06 mp4a.40.2 mp4a.40.5 mp3 ac-3 ec-3 flac alac",
            "hev1.1.6.L30.90 av01.0.00M.08 avc1.6E0028 vp8 vp09.00.10.08 opus vorbis dtsc mlpa",
        ),
        "https://developer.apple.com/library/content/documentation/General/Reference/HLSAuthoringSpec/"
        "Requirements.html",
    ),
    Screen(
        "chromecast-3",
        _able(
            "mp4 webm mpegts ogg",
            f"avc1.64002A vp8 {_FREE_SOUND}",
            f"{_NO_HEVC} avc1.6E0028 vp09.00.10.08 av01.0.00M.08 dtsc mlpa ac-3 ec-3",
            max_audio_channels=2,
            dynamic_ranges=frozenset({"sdr"}),
        ),
        "https://developers.google.com/cast/docs/media",
    ),
    Screen(
        "chromecast-ultra",
        _able(
            "mp4 webm mpegts ogg",
            f"avc1.64002A vp8 hvc1.2.4.L153.90 vp09.00.51.08 vp09.02.51.10 dvh1.05.06 ac-3 ec-3"
            f" {_FREE_SOUND}",
            "avc1.6E0028 av01.0.00M.08 dtsc mlpa",
            dynamic_ranges=_HDR | {"dolby_vision"},
        ),
        "https://developers.google.com/cast/docs/media",
    ),
    Screen(
        "samsung-2020",
        _able(
            "mp4 mov matroska webm mpegts mpegps avi asf flv",
            "avc1.640033 hvc1.2.4.H156.90 hev1.2.4.H156.90 vp8 vp09.00.51.08 vp09.02.51.10 av01.0.13M.10"
            " mp4v.20.9 mp4v.20.3 mp4v.20.245 mp4v.61 mp4v.6A mp4a.40.2 mp4a.40.5 mp3 mp2 ac-3 ec-3 opus"
            " vorbis",
            "avc1.6E0028 dtsc dtsl mlpa dvh1.05.06",
            dynamic_ranges=_HDR | {"hdr10_plus"},
        ),
        "https://developer.samsung.com/smarttv/develop/specifications/media-specifications/"
        "2020-tv-video-specifications.html",
    ),
    Screen(
        "samsung-2016",
        _able(
            "mp4 mov matroska webm mpegts mpegps avi asf flv",
            "avc1.640033 hvc1.4.10.H153.90 hev1.4.10.H153.90 vp8 vp09.00.51.08 mp4v.20.9 mp4v.20.3"
            " mp4v.20.245 mp4v.61 mp4v.6A mp4a.40.2 mp4a.40.5 mp3 mp2 ac-3 ec-3 dtsc vorbis",
            "avc1.6E0028 vp09.02.10.10 av01.0.00M.08 opus flac dtsl mlpa dvh1.05.06",
            dynamic_ranges=frozenset({"sdr", "hdr10"}),
        ),
        "https://developer.samsung.com/SmartTV/develop/specifications/media-specifications/"
        "2016-tv-video-specifications.html",
    ),
    Screen(
        "roku-4k",
        _able(
            "mp4 mov matroska webm",
            "avc1.64002A hvc1.2.4.L153.90 hev1.2.4.L153.90 vp09.00.51.08 vp09.02.51.10 mp4a.40.2 mp4a.40.5"
            " mp3 ac-3 ec-3 flac alac",
            "avc1.6E0028 av01.0.00M.08 vp8 dtsc mlpa",
            dynamic_ranges=_HDR,
        ),
        "https://developer.roku.com/docs/specs/media/streaming-specifications.md",
    ),
    Screen(
        "fire-tv-4k",
        _able(
            "mp4 matroska webm mpegts",
            f"avc1.640033 hvc1.2.4.L153.90 hev1.2.4.L153.90 vp8 vp09.00.51.08 vp09.02.51.10 dvh1.05.06"
            f" mp4v.61 mp4v.20.3 ac-3 ec-3 {_FREE_SOUND}",
            "avc1.6E0028 av01.0.00M.08 dtsc dtsl mlpa",
            dynamic_ranges=_HDR | {"hdr10_plus", "dolby_vision"},
        ),
        "https://developer.amazon.com/docs/device-specs/device-specifications-fire-tv-streaming-media-player.html",
    ),
    Screen(
        "android-tv",
        # What every television with Android must decode, and nothing that is only recommended to it.
        _able(
            "mp4 matroska webm mpegts",
            f"avc1.64002A hvc1.1.6.L123.90 hev1.1.6.L123.90 vp8 vp09.00.41.08 mp4v.20.3 {_FREE_SOUND}",
            "avc1.6E0028 hvc1.2.4.L30.90 vp09.02.10.10 av01.0.00M.08 ac-3 ec-3 dtsc mlpa mp4v.61",
            dynamic_ranges=frozenset({"sdr"}),
        ),
        "https://source.android.com/docs/compatibility/cdd",
    ),
)
