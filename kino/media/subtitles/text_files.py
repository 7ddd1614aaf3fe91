"""Subtitle files beside a film: which letters they are written in, and their cues."""

import re

from kino.media.subtitles.cues import Cue, order_cues, strip_ass, strip_tags

# A whole season of lines is smaller; more is no subtitle file.
MOST_BYTES = 8 * 1024 * 1024
MOST_CUES = 50_000
FORMATS = frozenset({"srt", "vtt", "ass", "ssa"})
_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
# What was usual for a language before Unicode, and where another script or region had its own; the others
# wrote in Windows' Western letters.
_LEGACY = {
    **dict.fromkeys(("ru", "uk", "bg", "sr", "mk", "be"), "cp1251"),
    **dict.fromkeys(("pl", "cs", "sk", "hu", "sl", "hr", "ro", "bs", "sq"), "cp1250"),
    **dict.fromkeys(("et", "lv", "lt"), "cp1257"),
    **dict.fromkeys(("ar", "fa", "ur"), "cp1256"),
    "el": "cp1253", "tr": "cp1254", "he": "cp1255", "vi": "cp1258", "th": "cp874",
    "ja": "cp932", "ko": "cp949", "zh": "gb18030", "sr-latn": "cp1250", "bs-cyrl": "cp1251",
    **dict.fromkeys(("zh-hant", "zh-tw"), "cp950"),
    **dict.fromkeys(("zh-hk", "zh-mo", "zh-hant-hk", "zh-hant-mo"), "big5hkscs"),
}  # fmt: skip
_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})[.,:](\d{1,3})"
_TIMES = re.compile(rf"[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}")
_ASS_TIME = re.compile(r"\s*(\d{1,4}):(\d{1,2}):(\d{1,2})[.:](\d{1,3})\s*")
_DIALOGUE = re.compile(r"(?i)dialogue:")
_EVENT_FIELDS = 10


def decode_text(content: bytes, language: str | None = None) -> str:
    """Unicode by its mark or because it is valid, else the letters that were usual for the language.

    language: BCP 47, None when unknown.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode(_find_legacy(language or ""), "replace")


def _find_legacy(tag: str) -> str:
    """The letters of the tag, or of the longest beginning of it that has some (RFC 4647, 3.4)."""
    subtags = tag.lower().split("-")
    beginnings = ("-".join(subtags[:count]) for count in range(len(subtags), 0, -1))
    return next((_LEGACY[one] for one in beginnings if one in _LEGACY), "cp1252")


def read_cues(text: str, ending: str) -> list[Cue]:
    """The cues of a whole file, ascending. ending: one of FORMATS; a file without cues gives none."""
    found = _read_ass(text) if ending in ("ass", "ssa") else _read_blocks(text)
    return order_cues(found[:MOST_CUES])


def _read_blocks(text: str) -> list[Cue]:
    """SRT and WebVTT differ in what stands around the times; a cue ends at the next blank line.

    Where that is missing it ends at the next times, or before their number in a file that counts its cues.
    """
    cues: list[Cue] = []
    times: tuple[float, float] | None = None
    lines: list[str] = []
    is_counted = False

    def keep() -> None:
        if times is not None:
            cues.append(Cue(*times, strip_tags("\n".join(lines))))

    for line in text.splitlines():
        if (found := _TIMES.match(line)) is not None:
            has_number = bool(lines) and lines[-1].strip().isdecimal()
            # A number in a file without numbers is what somebody says.
            if times is not None and has_number and is_counted:
                lines.pop()
            is_counted = is_counted or (times is None and has_number)
            keep()
            times, lines = (_seconds(found.groups()[:4]), _seconds(found.groups()[4:])), []
        elif not line.strip():
            keep()
            times, lines = None, []
        else:
            lines.append(line)
    keep()
    return cues


def _read_ass(text: str) -> list[Cue]:
    cues: list[Cue] = []
    for line in text.splitlines():
        mark = _DIALOGUE.match(line)
        fields = line[mark.end() :].split(",", _EVENT_FIELDS - 1) if mark else []
        if len(fields) < _EVENT_FIELDS:
            continue
        start, end = _ASS_TIME.fullmatch(fields[1]), _ASS_TIME.fullmatch(fields[2])
        if start and end:
            cues.append(Cue(_seconds(start.groups()), _seconds(end.groups()), strip_ass(fields[-1])))
    return cues


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = parts
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0) + float(f"0.{fraction or 0}")
