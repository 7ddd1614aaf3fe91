"""Parts of a film that a viewer may want to skip, read from the names of its chapters. Pure.

Chapters are named by whoever made the file, in any language and to any purpose: a name alone is not believed.
Each kind has its place in a film and a length that it does not exceed.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from kino.core.text import fold_text

SegmentKind = Literal["recap", "intro", "credits", "preview"]


@dataclass(frozen=True, slots=True)
class SkipSegment:
    """From start_s to end_s, start_s < end_s, on the clock of its chapters."""

    kind: SegmentKind
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class _Rule:
    """from_share, to_share: where in the film it begins. most_s: longer ones are a part of the story."""

    kind: SegmentKind
    name: re.Pattern[str]
    from_share: float
    to_share: float
    most_s: float


def _words(*names: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(names)})\b")


# Folded names (core.text): English, German, French, Spanish, Italian, Portuguese, Dutch, Japanese.
_RULES = (
    _Rule(
        "credits",
        _words(
            "end(?:ing)? credits", "credits", "closing credits", "end titles?", "abspann", "nachspann",
            "generique(?: de fin)?", "creditos(?: finales| finais)?", "titoli di coda", "aftiteling",
            "outro", "ending", "ed", "エンディング",
        ),
        0.8, 1.0, 1800.0,
    ),
    _Rule(
        "preview",
        _words(
            "preview", "next (?:time|episode)", "vorschau", "nachste folge", "in der nachsten folge",
            "(?:au )?prochain episode", "avance", "proximo (?:episodio|capitulo)", "anteprima",
            "prossim[ao] (?:episodio|puntata)", "vooruitblik", "次回予告", "予告",
        ),
        0.7, 1.0, 300.0,
    ),
    _Rule(
        "recap",
        _words(
            "recap", "previously(?: on)?", "last time(?: on)?", "ruckblick", "was bisher geschah", "bisher",
            "resume(?: des episodes precedents)?", "precedemment", "anteriormente", "resumen",
            "en (?:episodios|capitulos) anteriores", "riassunto", "nelle puntate precedenti", "resumo",
            "samenvatting", "wat voorafging", "前回のあらすじ",
        ),
        0.0, 0.4, 300.0,
    ),
    _Rule(
        "intro",
        _words(
            "intro", "opening(?: credits| titles?| theme| song)?", "op", "main titles?", "title sequence",
            "theme song", "titles", "credits", "vorspann", "titelsequenz", "titellied",
            "generique(?: de debut)?", "cabecera", "apertura", "sigla(?: iniziale)?", "abertura",
            "begintune", "オープニング",
        ),
        0.0, 0.4, 240.0,
    ),
)  # fmt: skip
# Stories begin "cold", and a film may have its opening night.
_STORY = re.compile(r"\b(?:cold open(?:ing)?|opening (?:scene|night|day)|kalter einstieg)\b")
_LEAST_S = 3.0


def find_skip_segments(chapters: Sequence[Mapping[str, Any]], duration_s: float) -> list[SkipSegment]:
    """What may be skipped, in the order of the film; at most one of each kind.

    chapters: {"start_s", "end_s", "title"}, as MediaInfo keeps them; a missing end is the next one's start.
    duration_s: of the film; nothing is found without it.
    """
    if not duration_s or duration_s <= 0:
        return []
    ordered = sorted(chapters, key=lambda one: float(one.get("start_s") or 0.0))
    starts_s = [float(one.get("start_s") or 0.0) for one in ordered]
    found: list[SkipSegment] = []
    for number, chapter in enumerate(ordered):
        start_s = starts_s[number]
        next_s = starts_s[number + 1] if number + 1 < len(ordered) else duration_s
        told_s = chapter.get("end_s")
        end_s = min(next_s if told_s is None else float(told_s), duration_s)
        kind = _find_kind(str(chapter.get("title") or ""), start_s, end_s, duration_s)
        if kind is not None and all(one.kind != kind for one in found):
            found.append(SkipSegment(kind, start_s, end_s))
    return found


def _find_kind(title: str, start_s: float, end_s: float, duration_s: float) -> SegmentKind | None:
    name = fold_text(title)
    if not name or _STORY.search(name) or end_s - start_s < _LEAST_S:
        return None
    share = start_s / duration_s
    for rule in _RULES:
        is_here = rule.from_share <= share < rule.to_share and end_s - start_s <= rule.most_s
        if is_here and rule.name.search(name):
            return rule.kind
    return None
