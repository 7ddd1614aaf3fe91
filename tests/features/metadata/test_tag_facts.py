"""Tags and chapters as facts: tables, and nothing that breaks on whatever a file says."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kino.features.metadata.parts.tag_facts import find_credits_start_s, read_tag_facts


@pytest.mark.parametrize(
    ("title", "start_s", "found"),
    [
        ("End Credits", 90.0, True),
        ("Credits", 80.0, True),
        ("Abspann", 95.0, True),
        ("Générique de fin", 95.0, True),
        ("End Credits", 79.9, False),
        ("Opening", 95.0, False),
        ("Chapter 12", 95.0, False),
        ("Edited scene", 95.0, False),
    ],
)
def test_closing_credits_are_a_named_chapter_near_the_end(title: str, start_s: float, found: bool) -> None:
    chapters = [{"start_s": start_s, "end_s": 100.0, "title": title}]
    assert find_credits_start_s(chapters, 100.0) == (start_s if found else None)


@pytest.mark.parametrize(
    ("tags", "field", "value"),
    [
        ({"date": "1926"}, "year", 1926),
        ({"date": "2010-09-27T00:00:00"}, "year", 2010),
        ({"date": "0000"}, "year", None),
        ({"date": "2010-13-45"}, "year", None),
        ({"genre": "Drama; Crime"}, "genres", ["Drama", "Crime"]),
        ({"genre": "Video"}, "genres", None),
        ({"synopsis": "Too short."}, "synopsis", None),
        ({"description": "Downloaded from http://example.org, the best place for films"}, "synopsis", None),
        ({"title": "Whatever"}, "title", None),
        ({"imdb": "tt1727587"}, "external_ids", {"imdb": "tt1727587"}),
        ({"imdb": "'; DROP TABLE item"}, "external_ids", {}),
    ],
)
def test_film_tags_are_believed_with_care(tags: dict[str, str], field: str, value: Any) -> None:
    assert getattr(read_tag_facts({"tags": tags}, "movie"), field) == value


@pytest.mark.parametrize(
    ("tags", "title"),
    [
        ({"title": "The One With The Tag"}, "The One With The Tag"),
        ({"title": "Show.S01E01.1080p.WEB-DL"}, None),
        ({"title": "Show", "show": "SHOW"}, None),
    ],
)
def test_episode_title_is_taken_unless_it_is_a_release_name(tags: dict[str, str], title: str | None) -> None:
    assert read_tag_facts({"tags": tags}, "episode").title == title


_NAMES = st.sampled_from(["title", "date", "genre", "synopsis", "artist", "actor", "imdb", "tmdb", "show"])


@given(st.dictionaries(_NAMES, st.text(max_size=200)), st.sampled_from(["movie", "episode"]))
def test_any_tags_become_facts(tags: dict[str, str], kind: str) -> None:
    facts = read_tag_facts({"tags": tags, "chapters": [], "duration_s": None}, kind)
    assert facts.year is None or 1888 <= facts.year < 2100
