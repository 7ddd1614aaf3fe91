"""Words that describe a copy rather than name a film: quality, source, codec, edition, language."""

from __future__ import annotations

import re

from kino.features.scanner.parts.name_reading import StereoLayout

# A word from here can hardly be part of a title, so a title ends before it.
_HARD = (
    r"2160[pi]|1440p|1080[pi]|720[pi]|576[pi]|540p|480[pi]|360p|4320p|4k|8k|uhd|fhd|[0-9]{3,4}x[0-9]{3,4}"
    r"|blu-?ray|bd-?rip|br-?rip|bdremux|remux|web-?dl|web-?rip|web-?hd|webcap|hdtv|hdtvrip|pdtv|sdtv|dsr|dvb-?rip|tv-?rip"
    r"|dvd-?rip|dvdr|dvd[59]|dvdscr|hd-?dvd|hdrip|vhs-?rip|hdcam|telesync|telecine|workprint|vodrip|ppv-?rip"
    r"|[xh][ .]?26[456]|hevc|avc|xvid|divx|av1|vp9|mpeg-?[24]|vc-?1|10-?bit|8-?bit|hi10p?"
    r"|hdr|hdr10|hdr10plus|hdr10\+|dovi|hlg|sdr"
    r"|ac-?3|e-?ac-?3|ddp?[0-9][ .][0-9]|ddp?\+?[257][ .]?[01]|dts|dts-?hd|dts-?x|truehd|atmos|aac|aac2[ .]0"
    r"|flac|opus|mp3|[257]\.1ch?"
    r"|h-?sbs|half-?sbs|h-?ou|half-?ou|full-?sbs|bluray3d|bd3d|amzn|nf|dsnp|atvp|hmax"
)
# Lower-case text and no IGNORECASE: that is four times as fast, and every name passes here.
_RELEASE_WORD = re.compile(rf"(?<![^\W_])(?:{_HARD})(?![^\W_])")
# A word from here closes a title only in company of a release word.
_SOFT_WORD_TABLE = (
    "german deutsch english french truefrench vostfr vff vfq italian ita spanish castellano dutch swedish dl "
    "ml multi dual audio subbed dubbed proper repack rerip real internal limited readnfo complete uncut "
    "unrated extended remastered retail hybrid nordic 3d sbs imax web dvd cam ts"
)
_SOFT_WORDS = frozenset(_SOFT_WORD_TABLE.split())
_LAST_WORD = re.compile(r"[^ ._-]+$")
_QUALITY = re.compile(
    r"(?<![^\W_])(?:(4320|2160|1440|1080|720|576|540|480|360)([pi])|(8k)|(4k|uhd)|([0-9]{3,4})x([0-9]{3,4}))"
    r"(?![^\W_])",
)
_EDITION = re.compile(
    r"(?<![^\W_])(?:director'?s?[ .]?cut|extended(?:[ .](?:cut|edition|version))?"
    r"|theatrical(?:[ .](?:cut|edition|version))?|unrated(?:[ .](?:cut|edition|version))?"
    r"|(?:the[ .])?final[ .]cut|ultimate[ .](?:cut|edition)|special[ .]edition|collector'?s[ .]edition"
    r"|anniversary[ .]edition|remastered|imax(?:[ .]edition)?|criterion(?:[ .](?:collection|edition))?"
    r"|uncut(?:[ .](?:version|fassung))?|redux|despecialized|open[ .]matte|black[ .]and[ .]chrome"
    r"|langfassung|kinofassung|ungeschnitten|international[ .]cut|fan[ .]?edit|rogue[ .]cut)(?![^\W_])",
)
_STEREO = re.compile(
    r"(?<![^\W_])(?:(h-?sbs|half-?sbs|full-?sbs|sbs)|(h-?ou|h-?tab|half-?ou|tab|ou)|(mvc))(?![^\W_])",
    re.IGNORECASE,
)
_STEREO_MARK = re.compile(r"(?<![^\W_])(?:3d|bd3d|bluray3d)(?![^\W_])", re.IGNORECASE)
_LONE_LETTERS = re.compile(r"(?<![^\W_])(?:[^\W\d_]\.){2,}(?=[. _]|$|[^\W_]{2})")
_EMPTY_BRACKETS = re.compile(r"\(\s*\)|\[\s*\]|\{\s*\}")


def find_quality(text: str) -> str | None:
    """The height named in a release ("2160p", "1080p", "576i"), or None; 4K and UHD count as 2160p."""
    found = _QUALITY.search(_lowered(text))
    if found is None:
        return None
    if found[1]:
        return str(found[1] + found[2])
    if found[3] or found[4]:
        return "4320p" if found[3] else "2160p"
    width, height = int(found[5]), int(found[6])
    return f"{height}p" if width > height >= 240 else None


def find_edition(text: str) -> str | None:
    """The edition that the words of a release name, spelled for a screen, or None."""
    found = _EDITION.search(_lowered(text))
    if found is None:
        return None
    name = text[found.start() : found.end()].replace(".", " ")
    spelled = " ".join(
        word if word.isupper() and len(word) <= 4 else word.capitalize() for word in name.split()
    )
    return "Director's Cut" if spelled.lower().startswith("director") else spelled


def find_stereo_layout(text: str) -> StereoLayout | None:
    """How a 3D film holds its two views; None for a flat one ("SBS" alone is no proof without "3D")."""
    if "3" not in text and "sbs" not in text.lower():
        return None
    layout = _STEREO.search(text)
    if not _STEREO_MARK.search(text) and not (layout and layout[0].lower() in ("hsbs", "h-sbs", "half-sbs")):
        return None
    if layout is None:
        return "side_by_side"  # by far the most common layout of files that say only "3D"
    if layout[1]:
        return "side_by_side"
    return "top_bottom" if layout[2] else "multiview"


def find_release_word(text: str, start: int = 0) -> int | None:
    """Where the first word stands that can only describe a copy ("1080p", "BluRay"), or None."""
    found = _RELEASE_WORD.search(_lowered(text), start)
    return found.start() if found is not None else None


def is_release_word(text: str) -> bool:
    """Whether the whole text is one word that describes a copy."""
    return _RELEASE_WORD.fullmatch(_lowered(text)) is not None


def _lowered(text: str) -> str:
    """Lower case at the same positions: İ becomes two characters, so a name with one stays as it is."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else text


def cut_release_words(text: str, may_be_empty: bool = False) -> str:
    """What stands before the first word that can only describe a copy; all of it when there is none.

    may_be_empty: the text need not hold a title, so "German.DL.1080p" is cut to nothing.
    """
    end = find_release_word(text)
    if not end:
        return "" if end == 0 and may_be_empty else text
    text = text[:end].rstrip(" ._-([{")
    while (last := _LAST_WORD.search(text)) is not None and last[0].lower() in _SOFT_WORDS:
        if last.start() == 0 and not may_be_empty:
            break
        text = text[: last.start()].rstrip(" ._-([{")
    return text


def spaced_words(text: str) -> str:
    """A name with its dots and underscores read as spaces, if it uses them so, and loose punctuation trimmed.

    "Mr. Robot" keeps its dot because it has spaces already; "S.W.A.T.2017" keeps its acronym together.
    """
    if " " not in text.strip() and ("." in text or "_" in text):
        if "." in text:
            text = _LONE_LETTERS.sub(lambda found: found[0].replace(".", "\0") + ".", text)
        text = text.replace(".", " ").replace("_", " ").replace("\0", ".")
    if "(" in text or "[" in text or "{" in text:
        text = _EMPTY_BRACKETS.sub(" ", text)
    return " ".join(text.split()).strip(" -–—_,;").rstrip("([{ -")
