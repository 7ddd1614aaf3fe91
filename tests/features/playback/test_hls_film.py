"""What the master playlist of one client offers."""

import re
from dataclasses import replace

import pytest

from kino.features.playback.parts.hls_film import Cut, lay_out
from kino.media.capabilities import ClientCapabilities
from kino.media.keyframes import KeyframeIndex
from tests.media.decisions.films import FILMS


@pytest.mark.parametrize(
    ("titles", "names"),
    [
        (["Deutsch", "English"], ["Deutsch", "English"]),
        (["Deutsch", "Deutsch", "Deutsch"], ["Deutsch", "Deutsch (2)", "Deutsch (3)"]),
        (["Deutsch", "Deutsch (2)", "Deutsch"], ["Deutsch", "Deutsch (2)", "Deutsch (3)"]),
        (["Deutsch", "Deutsch", "Deutsch (2)"], ["Deutsch", "Deutsch (3)", "Deutsch (2)"]),
        (['The "cut"', "The 'cut'"], ["The 'cut'", "The 'cut' (2)"]),
        (["Deutsch\u200b", "Deutsch"], ["Deutsch", "Deutsch (2)"]),
        (["x" * 200, "x" * 200], ["x" * 190, "x" * 190 + " (2)"]),
    ],
)
def test_sounds_of_a_film_have_names_of_their_own(titles: list[str], names: list[str]) -> None:
    film = next(one for one in FILMS.values() if one.video and one.audio)
    sounds = (replace(film.audio[0], index=number, title=title) for number, title in enumerate(titles, 1))
    cut = Cut(replace(film, audio=tuple(sounds)), b"/film", (1, 1), ClientCapabilities(), None)
    index = KeyframeIndex.from_times(
        [(float(at_s), True) for at_s in range(0, 6_000, 4)], source="packets", is_sync_known=True
    )
    assert re.findall('NAME="([^"]*)"', lay_out(cut, index).master) == names
