"""What may be skipped, by the names of chapters: what files really say, and nothing that breaks."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kino.features.catalog.skip_segments import find_skip_segments

EPISODE_S = 2_600.0
WHERE_S = {
    "start": (0.0, 90.0),
    "early": (120.0, 210.0),
    "late": (2_480.0, 2_590.0),
    "last": (2_560.0, 2_600.0),
}


@pytest.mark.parametrize(
    ("title", "where", "kind"),
    [
        ("Recap", "start", "recap"),
        ("Previously on The Ferry", "start", "recap"),
        ("Was bisher geschah", "start", "recap"),
        ("Rückblick", "start", "recap"),
        ("Résumé des épisodes précédents", "start", "recap"),
        ("En capítulos anteriores", "start", "recap"),
        ("Nelle puntate precedenti", "start", "recap"),
        ("前回のあらすじ", "start", "recap"),
        ("Intro", "early", "intro"),
        ("Opening Credits", "early", "intro"),
        ("OP", "early", "intro"),
        ("Main Title", "early", "intro"),
        ("Vorspann", "early", "intro"),
        ("Générique", "early", "intro"),
        ("Cabecera", "early", "intro"),
        ("Sigla iniziale", "early", "intro"),
        ("オープニング", "early", "intro"),
        ("End Credits", "late", "credits"),
        ("Credits", "late", "credits"),
        ("Abspann", "late", "credits"),
        ("Générique de fin", "late", "credits"),
        ("Créditos finales", "late", "credits"),
        ("Titoli di coda", "late", "credits"),
        ("エンディング", "late", "credits"),
        ("Preview", "last", "preview"),
        ("Next Time", "last", "preview"),
        ("Vorschau", "last", "preview"),
        ("Prochain épisode", "last", "preview"),
        ("次回予告", "last", "preview"),
        # The name is right, the place is not.
        ("Intro", "late", None),
        ("Recap", "late", None),
        ("Abspann", "early", None),
        ("Preview", "start", None),
        # Stories.
        ("Cold Open", "start", None),
        ("Opening Night", "early", None),
        ("Introduction", "early", None),
        ("Edited scene", "late", None),
        ("Chapter 2", "early", None),
        ("", "start", None),
    ],
)
def test_chapter_is_skipped_by_its_name_and_place(title: str, where: str, kind: str | None) -> None:
    start_s, end_s = WHERE_S[where]
    found = find_skip_segments([{"start_s": start_s, "end_s": end_s, "title": title}], EPISODE_S)
    assert [(one.kind, one.start_s, one.end_s) for one in found] == ([(kind, start_s, end_s)] if kind else [])


def test_chapter_without_an_end_ends_where_the_next_begins() -> None:
    chapters: list[dict[str, Any]] = [
        {"start_s": 2_500.0, "end_s": None, "title": "Credits"},
        {"start_s": 60.0, "end_s": None, "title": "Intro"},
        {"start_s": 130.0, "end_s": None, "title": "Story"},
    ]
    found = find_skip_segments(chapters, EPISODE_S)
    assert [(one.kind, one.start_s, one.end_s) for one in found] == [
        ("intro", 60.0, 130.0),
        ("credits", 2_500.0, EPISODE_S),
    ]


def test_what_is_too_long_or_too_short_is_a_part_of_the_story() -> None:
    assert find_skip_segments([{"start_s": 0.0, "end_s": 700.0, "title": "Opening"}], EPISODE_S) == []
    assert find_skip_segments([{"start_s": 0.0, "end_s": 1.0, "title": "Intro"}], EPISODE_S) == []
    assert find_skip_segments([{"start_s": 0.0, "end_s": 60.0, "title": "Intro"}], 0.0) == []


@settings(deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "start_s": st.none() | st.floats(-10, 5_000),
                "end_s": st.none() | st.floats(-10, 5_000),
                "title": st.none() | st.text(max_size=20) | st.sampled_from(["Intro", "Credits", "Recap"]),
            }
        ),
        max_size=20,
    ),
    st.floats(-1, 5_000),
)
def test_segments_are_inside_the_film_and_of_each_kind_once(chapters: Any, duration_s: float) -> None:
    found = find_skip_segments(chapters, duration_s)
    assert all(one.start_s < one.end_s <= duration_s for one in found)
    assert len({one.kind for one in found}) == len(found)
    assert [one.start_s for one in found] == sorted(one.start_s for one in found)
