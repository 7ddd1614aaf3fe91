"""A spoken line with its time, and the plain text of the dialects it is written in."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

# Longer than any line of dialogue; a hostile file may not fill a page.
MOST_CHARACTERS = 2_000
_LONGEST_S = 60.0
_OVERRIDES = re.compile(r"\{[^}]*\}")
_DRAWING = re.compile(r"\{[^}]*\\p[1-9]")
_TAGS = re.compile(r"</?[A-Za-z][^<>]*>|<\d[\d:.]*>")
_ASS_TEXT_FIELD = 8


@dataclass(frozen=True, slots=True, order=True)
class Cue:
    """Seconds on the film's clock (its beginning is 0) and lines of plain text, without any markup."""

    start_s: float
    end_s: float
    text: str


def read_ass_text(event: str) -> str:
    """Plain text of an ASS event as FFmpeg hands it out: eight fields and a comma before the text.

    Empty for shapes that are drawn, which say nothing.
    """
    fields = event.split(",", _ASS_TEXT_FIELD)
    return strip_ass(fields[-1]) if len(fields) > _ASS_TEXT_FIELD else ""


def strip_ass(text: str) -> str:
    """ASS text without its overrides; empty for a drawn shape."""
    if _DRAWING.search(text):
        return ""
    bare = _OVERRIDES.sub("", text)
    return _tidy(bare.replace("\\N", "\n").replace("\\n", "\n").replace("\\h", " "))


def strip_tags(text: str) -> str:
    """SRT or WebVTT text without its tags; whatever else looks like HTML stays text."""
    return _tidy(html.unescape(_TAGS.sub("", _OVERRIDES.sub("", text))))


def _tidy(text: str) -> str:
    lines = (line.strip() for line in text[:MOST_CHARACTERS].replace("\0", "").splitlines())
    return "\n".join(line for line in lines if line)


def order_cues(cues: Iterable[Cue]) -> list[Cue]:
    """Cues that can be shown, ascending, each once; one that never ends is ended after a minute."""
    shown = {
        Cue(max(0.0, cue.start_s), min(cue.end_s, cue.start_s + _LONGEST_S), cue.text)
        for cue in cues
        if cue.text and cue.end_s > max(0.0, cue.start_s)
    }
    return sorted(shown)
