"""Reading archive.org's metadata: strings for numbers, lists for single values, and nonsense."""

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kino.core.errors import KinoError
from kino.providers.internet_archive.errors import ArchiveItemNotFound, ArchiveRefused, NoFittingFile
from kino.providers.internet_archive.metadata import ArchiveItem, choose_file, parse_item

SHA1 = "a9993e364706816aba3e25717850c26c9cd0d89d"


def film(name: str = "film.mp4", **facts: Any) -> dict[str, Any]:
    """A file's entry as archive.org writes it."""
    entry = {
        "name": name,
        "source": "original",
        "format": "h.264",
        "size": "1000",
        "sha1": SHA1,
        "length": "600.5",
    }
    return {**entry, **facts}


def item_of(*files: dict[str, Any], **answer: Any) -> ArchiveItem:
    return parse_item("x", {"files": list(files), "metadata": {"identifier": "x"}, **answer})


@pytest.mark.parametrize(
    ("length", "seconds"),
    [
        ("600.5", 600.5),
        ("10:00", 600.0),
        ("1:02:03", 3723.0),
        (150, 150.0),
        ("", None),
        ("soon", None),
        ("1:2:3:4", None),
    ],
)
def test_length_is_read_in_every_dialect(length: object, seconds: float | None) -> None:
    assert item_of(film(length=length)).files[0].duration_s == seconds


def test_numbers_come_as_strings_numbers_and_lists() -> None:
    file = item_of(film(size=1000, height=["720", "480"], md5="ABC")).files[0]
    assert (file.size_bytes, file.height_px, file.md5) == (1000, 720, None)


@pytest.mark.parametrize("answer", [{}, {"files": []}, {"metadata": {}}])
def test_unknown_item_is_not_found(answer: dict[str, Any]) -> None:
    with pytest.raises(ArchiveItemNotFound):
        parse_item("nothing-here", answer)


@pytest.mark.parametrize("answer", [None, [], "no", {"error": "Couldn't locate item"}])
def test_error_with_status_200_is_refused(answer: object) -> None:
    with pytest.raises(ArchiveRefused):
        parse_item("x", answer)


@pytest.mark.parametrize(
    "closed",
    [
        {"is_dark": True},
        {"metadata": {"access-restricted-item": "true"}},
        {"metadata": {"collection": "stream_only"}},
        {"metadata": {"collection": ["a", "inlibrary"]}},
    ],
)
def test_closed_item_is_not_taken(closed: dict[str, Any]) -> None:
    with pytest.raises(ArchiveItemNotFound):
        item_of(film(), **closed)


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (film(format="MPEG2"), "not an H.264 mp4"),
        (film("film.mpeg"), "no file is named like"),
        (film(private="true"), "private"),
        (film(sha1=None), "not published"),
        (film(size=None), "not published"),
        (film(length="60"), "60 s long"),
        (film("../film.mp4"), "not a plain name"),
        (film(size="9999999999999"), "too many"),
    ],
)
def test_unfitting_file_is_refused_with_its_reason(entry: dict[str, Any], reason: str) -> None:
    with pytest.raises(NoFittingFile, match=reason):
        choose_file(item_of(entry), "*.mp4", 600)


def test_original_comes_before_a_derivative_and_the_taller_before_the_smaller() -> None:
    item = item_of(
        film("film_512kb.mp4", source="derivative", height="1080"),
        film("film.mp4", height="480"),
        film("Content/film_720.mp4", height="720"),
    )
    assert choose_file(item, "*.mp4", 600).name == "Content/film_720.mp4"
    assert choose_file(item, "film_720.mp4", 600).name == "Content/film_720.mp4"


def test_download_path_is_quoted() -> None:
    item = item_of(film("Content/a film (1080p) #1.mp4"))
    assert item.download_path(item.files[0]) == "/download/x/Content/a%20film%20%281080p%29%20%231.mp4"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)
KEYS = ["name", "format", "source", "size", "md5", "sha1", "length", "height", "private"]


@given(
    st.fixed_dictionaries({"files": st.lists(st.dictionaries(st.sampled_from(KEYS), JSON)), "metadata": JSON})
    | JSON
)
def test_any_answer_is_read_or_refused(answer: Any) -> None:
    with contextlib.suppress(KinoError):
        assert choose_file(parse_item("x", answer), "*", None).size_bytes
