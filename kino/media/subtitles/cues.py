"""A spoken line with its time, and the plain text of the dialects it is written in."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

# Longer than any line of dialogue; a hostile file may not fill a page.
MOST_CHARACTERS = 2_000
# The same with its markup: outlines that hide a part of a line have thousands of characters, honestly.
_MOST_MARKED_UP = 32_000
_LONGEST_S = 60.0
_OVERRIDES = re.compile(r"\{[^}]*\}")
_DRAWING = re.compile(r"\\p[1-9]")
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
    bare, overrides = _split_overrides(text)
    if any(_DRAWING.search(override) for override in overrides):
        return ""
    return _tidy(bare.replace("\\N", "\n").replace("\\n", "\n").replace("\\h", " "))


def strip_tags(text: str) -> str:
    """SRT or WebVTT text without its tags; whatever else looks like HTML stays text."""
    bare, _ = _split_overrides(text)
    # Each letter may be written as several; Python refuses to read numbers of more than 4,300 digits.
    return _tidy(html.unescape(_TAGS.sub("", bare)[: 2 * MOST_CHARACTERS]))


def _split_overrides(text: str) -> tuple[str, list[str]]:
    """The text without what stands in braces, and that.

    A brace that is never closed stays text, unless it is only not closed because the text is cut here.
    """
    is_cut, text = len(text) > _MOST_MARKED_UP, text[:_MOST_MARKED_UP]
    # Nothing is closed behind the last brace: looking for it from each opening one would be quadratic.
    end = text.rfind("}") + 1
    rest, brace, unclosed = text[end:].partition("{")
    overrides = [*_OVERRIDES.findall(text[:end]), unclosed]
    return _OVERRIDES.sub("", text[:end]) + rest + ("" if is_cut else brace + unclosed), overrides


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
