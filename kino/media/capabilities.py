"""What a client says that it can play, and what follows from it for a stream that it was not asked about.

Browsers answer questions about exact strings (canPlayType, MediaCapabilities). The answers are kept as asked;
a yes for High Profile level 5.1 is also one for level 4.0, and a no for level 4.0 also one for 5.1.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from kino.media.info import MediaInfo

_MAX_ANSWERS = 400
_MAX_QUESTION_CHARS = 200
_CONTAINER_OF_MIME = {
    "video/mp4": "mp4", "audio/mp4": "mp4", "video/webm": "webm", "audio/webm": "webm",
    "video/x-matroska": "matroska", "audio/x-matroska": "matroska", "video/quicktime": "mov",
    "video/mp2t": "mpegts", "video/ogg": "ogg", "audio/ogg": "ogg", "audio/mpeg": "mp3",
    "video/x-msvideo": "avi",
}  # fmt: skip
_MIME_OF_CONTAINER = {
    "mp4": "video/mp4", "mov": "video/quicktime", "webm": "video/webm", "matroska": "video/x-matroska",
    "mpegts": "video/mp2t", "ogg": "video/ogg", "avi": "video/x-msvideo",
}  # fmt: skip
# Browsers that open these at all hand the streams to the same decoders as for mp4 and webm.
_BORROWING_CONTAINERS = {"matroska", "mov"}
_ALIASES = (
    {"mp3", "mp4a.6b", "mp4a.69", "mp4a.40.34"}, {"ac-3", "mp4a.a5"}, {"ec-3", "mp4a.a6"},
    {"vp8", "vp8.0"}, {"dtsc", "mp4a.a9"},
)  # fmt: skip
# An H.264 decoder of the key's profile decodes the others' streams too (profile_idc; table A-1 of H.264).
_AVC_COVERS = {0x42: {0x42}, 0x4D: {0x42, 0x4D}, 0x58: {0x58}, 0x64: {0x42, 0x4D, 0x64},
               0x6E: {0x42, 0x4D, 0x64, 0x6E}}  # fmt: skip
_HEVC_COVERS = {1: {1}, 2: {1, 2}, 3: {3}, 4: {1, 2, 4}}
_AAC_COVERS = {2: {2}, 5: {2, 5}, 29: {2, 5, 29}}


@dataclass(frozen=True, slots=True)
class ClientCapabilities:
    """What one client reported.

    containers:         names as in MediaInfo.container that its <video> opens.
    answers:            asked string → yes or no. A question is a codec string ("avc1.640028") or a MIME type
                        with codecs ('video/mp4; codecs="avc1.640028"').
    max_height_px:      tallest picture that it decodes in time; None is no limit.
    max_audio_channels: None is no limit (browsers mix down by themselves).
    dynamic_ranges:     those it shows rightly; None when it did not say. Browsers bring HDR10 and HLG to SDR.
    """

    containers: frozenset[str] = frozenset()
    answers: Mapping[str, bool] = field(default_factory=dict)
    max_height_px: int | None = None
    max_audio_channels: int | None = None
    dynamic_ranges: frozenset[str] | None = None

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """From a client's JSON, which is bounded here: at most 400 answers of at most 200 characters."""
        answers = {
            str(question): bool(answer)
            for question, answer in list(dict(data.get("answers") or {}).items())[:_MAX_ANSWERS]
            if len(str(question)) <= _MAX_QUESTION_CHARS
        }
        ranges = data.get("dynamic_ranges")
        return cls(
            containers=frozenset(str(name)[:20] for name in list(data.get("containers") or ())[:40]),
            answers=answers,
            max_height_px=data.get("max_height_px"),
            max_audio_channels=data.get("max_audio_channels"),
            dynamic_ranges=None
            if ranges is None
            else frozenset(str(name)[:20] for name in list(ranges)[:10]),
        )

    def to_dict(self) -> dict[str, Any]:
        """JSON-able form; sets are sorted."""
        return {
            "containers": sorted(self.containers),
            "answers": dict(self.answers),
            "max_height_px": self.max_height_px,
            "max_audio_channels": self.max_audio_channels,
            "dynamic_ranges": None if self.dynamic_ranges is None else sorted(self.dynamic_ranges),
        }

    def can_decode(self, codec_string: str, container: str) -> bool | None:
        """Yes, no, or None when no answer says anything about it.

        What was answered for this container wins over answers without one.
        """
        own: list[tuple[str, bool]] = []
        anywhere: list[tuple[str, bool]] = []
        for question, answer in self.answers.items():
            asked_container, codecs = parse_question(question)
            if len(codecs) != 1:
                continue  # a no for two codecs together does not say which of them it is about
            if asked_container == container:
                own.append((codecs[0], answer))
            elif asked_container is None or container in _BORROWING_CONTAINERS:
                anywhere.append((codecs[0], answer))
        verdict = _conclude(codec_string, own)
        return verdict if verdict is not None else _conclude(codec_string, anywhere)


def parse_question(question: str) -> tuple[str | None, tuple[str, ...]]:
    """(container or None, codec strings) of a codec string or a MIME type with codecs."""
    if "/" not in question:
        return None, (question.strip(),)
    mime, _, parameters = question.partition(";")
    match = re.search(r"codecs\s*=\s*\"?([^\";]*)", parameters)
    codecs = match.group(1).split(",") if match else []
    mime = mime.strip().lower()
    return _CONTAINER_OF_MIME.get(mime, mime), tuple(codec.strip() for codec in codecs if codec.strip())


def list_questions(info: MediaInfo) -> tuple[str, ...]:
    """What to ask a client about this file, one codec a question, so that the plan can be exact."""
    questions: dict[str, None] = {}
    mime = _MIME_OF_CONTAINER.get(info.container)
    streams = [(s.codec_string, False) for s in info.video[:1]] + [(s.codec_string, True) for s in info.audio]
    for codec_string, is_audio in streams:
        if codec_string is None:
            continue
        for base in (mime, "video/mp4"):
            if base is not None:
                kind = (
                    base.replace("video/", "audio/")
                    if is_audio and base in {"video/mp4", "video/webm"}
                    else base
                )
                questions[f'{kind}; codecs="{codec_string}"'] = None
    return tuple(questions)


def _conclude(codec_string: str, answers: list[tuple[str, bool]]) -> bool | None:
    exact = [answer for asked, answer in answers if _is_same(asked, codec_string)]
    if exact:
        return any(exact)
    if any(answer and covers(asked, codec_string) for asked, answer in answers):
        return True
    if any(not answer and covers(codec_string, asked) for asked, answer in answers):
        return False
    return None


def _is_same(one: str, other: str) -> bool:
    first, second = one.lower(), other.lower()
    return first == second or any(first in names and second in names for names in _ALIASES)


def covers(able: str, asked: str) -> bool:
    """True when a decoder of `able` surely decodes `asked`: same codec, no higher profile or level."""
    if _is_same(able, asked):
        return True
    one, other = able.split("."), asked.split(".")
    if one[0].lower() != other[0].lower():
        return False
    try:
        match one[0].lower():
            case "avc1" | "avc3":
                return _avc_covers(one[1], other[1])
            case "hvc1" | "hev1":
                return _hevc_covers(one, other)
            case "av01":
                return _av1_covers(one, other)
            case "vp09":
                return one[1] == other[1] and int(one[2]) >= int(other[2]) and int(one[3]) >= int(other[3])
            case "mp4a" if one[1] == other[1] == "40":
                return int(other[2]) in _AAC_COVERS.get(int(one[2]), set())
    except (ValueError, IndexError):
        pass
    return False


def _avc_covers(able: str, asked: str) -> bool:
    if len(able) != 6 or len(asked) != 6:
        return False
    profiles = _AVC_COVERS.get(int(able[:2], 16), {int(able[:2], 16)})
    return int(asked[:2], 16) in profiles and int(able[4:], 16) >= int(asked[4:], 16)


def _hevc_covers(able: list[str], asked: list[str]) -> bool:
    profiles = _HEVC_COVERS.get(int(able[1]), {int(able[1])})
    if int(asked[1]) not in profiles or (asked[3][0] == "H" and able[3][0] != "H"):
        return False
    return int(able[3][1:]) >= int(asked[3][1:])


def _av1_covers(able: list[str], asked: list[str]) -> bool:
    if int(able[1]) < int(asked[1]) or (asked[2][-1] == "H" and able[2][-1] != "H"):
        return False
    return int(able[2][:-1]) >= int(asked[2][:-1]) and int(able[3]) >= int(asked[3])
